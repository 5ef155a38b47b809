package dev.ringside.schemas.batch;

import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch put together field by field, so that a test can make any one of them a lie. As it comes,
 * it is sound: two calls of one signature.
 */
final class RawBatch {

  int rank = 0;
  int startUnitNs = 1;
  int calls = 2;
  long communicators = 1;
  int communicatorSize = 2;
  long signatures = 1;
  int communicator = 0;
  int collective = 1;
  long elements = 64;
  int sequenceScope = 1;
  byte[] signatureColumn = {0, 2};
  List<byte[]> durationPlanes = new ArrayList<>(List.of(new byte[] {5, 6}));
  List<byte[]> gapPlanes = new ArrayList<>(List.of(new byte[] {2, 2}));
  byte[] sequenceColumn = {2, 2};

  private final WireWriter out = new WireWriter(256);

  byte[] bytes() {
    out.clear();
    BatchFormat.RELEASED.format().start(out);
    writeHeader();
    writeDictionary();
    out.writeInt(sequenceScope);
    out.writeBytes(signatureColumn);
    out.writeArray(durationPlanes, WireWriter::writeBytes);
    out.writeArray(gapPlanes, WireWriter::writeBytes);
    out.writeBytes(sequenceColumn);
    return out.toByteArray();
  }

  private void writeHeader() {
    out.writeString("d");
    out.writeInt(0);
    out.writeInt(rank);
    out.writeString("agent");
    out.writeString("run");
    out.writeString("host");
    out.writeLong(0);
    out.writeString("clock");
    out.writeInt(startUnitNs);
    out.writeInt(1);
    out.writeBoolean(false);
    out.writeLong(0);
    out.writeLong(0);
    out.writeInt(calls);
    out.writeLong(0);
    out.writeLong(0);
  }

  private void writeDictionary() {
    out.writeLong(communicators);
    out.writeString("tp");
    out.writeInt(communicatorSize);
    out.writeArray(List.of(0, 1), WireWriter::writeInt);
    out.writeLong(0);
    out.writeLong(signatures);
    out.writeInt(communicator);
    out.writeInt(collective);
    out.writeInt(1);
    out.writeLong(elements);
    out.writeInt(1);
    out.writeInt(1);
    out.writeInt(-1);
    out.writeInt(0);
    out.writeLong(0);
  }
}
