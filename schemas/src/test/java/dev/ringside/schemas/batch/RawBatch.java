package dev.ringside.schemas.batch;

import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A batch put together field by field, so that a test can make any one of them a lie. As it comes,
 * it is sound: two calls of one signature.
 */
final class RawBatch {

  String runId = "run";
  int rank = 0;
  List<Integer> runRanks = List.of();
  SortedMap<String, Long> rejected = new TreeMap<>();
  long firstStartNs = 1;
  long lastEndNs = 13;
  int startUnitNs = 1;
  int calls = 2;
  long communicators = 1;
  List<Integer> ranks = List.of(0, 1);
  List<Integer> rankRuns = List.of();
  int communicatorSize = 2;
  long signatures = 1;

  /** Written beside the first, each of another size; {@link #signatures} is what is declared. */
  int moreSignatures = 0;

  /** Written beside the first; {@link #communicators} is what is declared. */
  int moreCommunicators = 0;

  int communicator = 0;
  int collective = 1;
  long elements = 64;
  long rowElements = 8;
  int sequenceScope = 1;
  byte[] signatureColumn = {0, 2};
  List<byte[]> durationPlanes = new ArrayList<>(List.of(new byte[] {5, 6}));
  List<byte[]> gapPlanes = new ArrayList<>(List.of(new byte[] {2, 2}));
  byte[] sequenceColumn = {2, 2};

  long pid = 4711;
  int standings = 1;
  int openCalls = 1;
  int standingOf = 0;
  long openBytes = -1;

  int steps;
  long stepStartNs = 7;
  long stepTokens = 40;

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
    writeProgress();
    out.writeArray(
        Collections.nCopies(steps, 1L),
        (to, one) -> {
          to.writeLong(stepStartNs);
          to.writeLong(5);
          to.writeInt(1);
          to.writeLong(stepTokens);
          to.writeInt(0);
          to.writeLong(0);
        });
    return out.toByteArray();
  }

  private void writeProgress() {
    out.writeArray(
        Collections.nCopies(standings, standingOf),
        (to, communicator) -> {
          to.writeInt(communicator);
          to.writeInt(1);
          to.writeLong(-1);
          to.writeLong(0);
        });
    out.writeArray(
        Collections.nCopies(openCalls, standingOf),
        (to, communicator) -> {
          to.writeInt(communicator);
          to.writeInt(1);
          to.writeLong(5);
          to.writeLong(openBytes);
          to.writeLong(0);
        });
  }

  private void writeHeader() {
    out.writeString("d");
    out.writeInt(0);
    out.writeInt(rank);
    out.writeString("agent");
    out.writeString(runId);
    out.writeString("host");
    out.writeLong(pid);
    out.writeString("3");
    out.writeString("");
    out.writeLong(0);
    out.writeString("clock");
    out.writeInt(startUnitNs);
    out.writeInt(1);
    out.writeBoolean(false);
    out.writeArray(runRanks, WireWriter::writeInt);
    out.writeMap(rejected, WireWriter::writeLong);
    out.writeInt(calls);
    out.writeLong(firstStartNs);
    out.writeLong(lastEndNs);
  }

  private void writeDictionary() {
    out.writeLong(communicators);
    out.writeString("tp");
    out.writeInt(communicatorSize);
    out.writeArray(ranks, WireWriter::writeInt);
    out.writeArray(rankRuns, WireWriter::writeInt);
    for (int more = 1; more <= moreCommunicators; more++) {
      out.writeString("tp" + more);
      out.writeInt(0);
      out.writeLong(0);
      out.writeLong(0);
    }
    out.writeLong(0);
    out.writeLong(signatures);
    writeSignature(elements);
    for (int more = 1; more <= moreSignatures; more++) {
      writeSignature(elements + more);
    }
    out.writeLong(0);
  }

  private void writeSignature(long ofElements) {
    out.writeInt(communicator);
    out.writeInt(collective);
    out.writeInt(1);
    out.writeLong(ofElements);
    out.writeInt(1);
    out.writeInt(1);
    out.writeInt(-1);
    out.writeInt(0);
    out.writeLong(rowElements);
  }
}
