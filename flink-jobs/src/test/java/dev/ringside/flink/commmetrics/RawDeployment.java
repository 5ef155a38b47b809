package dev.ringside.flink.commmetrics;

import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;
import java.util.TreeMap;

/**
 * A deployment put together field by field, because no program of Ringside would write a hostile
 * one.
 */
final class RawDeployment {

  private static final RecordFormat FORMAT = RecordFormat.of("Deployment");
  private static final int BFLOAT16 =
      FORMAT.current().getField("dataType").schema().getEnumOrdinal("BFLOAT16");

  final String name;
  int layers = 2;
  int hidden = 8;
  int vocabulary = 64;
  int tensor = 2;
  int pipeline = 1;
  int data = 1;

  RawDeployment(String name) {
    this.name = name;
  }

  byte[] bytes() {
    return FORMAT.encode(this, RawDeployment::write);
  }

  private static void write(WireWriter out, RawDeployment of) {
    out.writeString(of.name);
    out.writeString("tiny");
    for (int dimension : new int[] {of.layers, of.hidden, of.vocabulary, 2}) {
      out.writeInt(dimension);
    }
    for (int unknown = 0; unknown < 11; unknown++) {
      out.writeInt(0);
    }
    out.writeBoolean(false);
    writeNoFamily(out);
    out.writeString("vllm-v0");
    out.writeInt(of.tensor);
    out.writeInt(of.pipeline);
    out.writeInt(of.data);
    out.writeInt(BFLOAT16);
    out.writeLong(0);
    out.writeString("unknown");
    writePlainOptions(out);
    out.writeString("");
  }

  private static void writeNoFamily(WireWriter out) {
    out.writeString("");
    out.writeString("");
    out.writeMap(new TreeMap<String, Integer>(), WireWriter::writeInt);
    out.writeArray(List.<String>of(), WireWriter::writeString);
  }

  private static void writePlainOptions(WireWriter out) {
    out.writeBoolean(false);
    out.writeString("allgather_reducescatter");
    out.writeInt(1);
    out.writeInt(1);
    out.writeBoolean(false);
    out.writeInt(0);
    out.writeLong(0);
    out.writeString("");
    out.writeString("");
    out.writeInt(0);
    out.writeArray(List.<String>of(), WireWriter::writeString);
    out.writeInt(1);
  }
}
