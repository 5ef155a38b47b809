package dev.ringside.flink.codec;

import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassRun;
import dev.ringside.core.statistics.TallyRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Runs of passes in as few bytes and steps as they allow: each kind of call once, ends as steps,
 * counts as varints. Some 50 bytes a decode pass.
 *
 * <p>Layout: kinds; length of all that follows, so that it is taken from Flink's buffers in one
 * piece; runs, each with its passes' ends and, a kind after the other, a tally a pass. A tally's
 * buckets from its first on, a count each; after a 0 how many more zeros follow it.
 */
final class PassRuns {

  private PassRuns() {}

  static void write(List<PassRun> runs, DataOutput out) throws IOException {
    DataOutputSerializer body = new DataOutputSerializer(1024);
    KindNumbers kinds = new KindNumbers();
    Varints.write(runs.size(), body);
    for (PassRun run : runs) {
      writeRun(run, kinds, body);
    }
    CoreValues.writeAll(kinds.inOrder(), kinds.inOrder().size(), out, CoreValues::writeKind);
    out.writeInt(body.length());
    out.write(body.getSharedBuffer(), 0, body.length());
  }

  private static void writeRun(PassRun run, KindNumbers kinds, DataOutput out) throws IOException {
    Varints.writeSigned(run.rank(), out);
    Varints.writeSigned(run.firstIndex(), out);
    Varints.writeSigned(run.tokens(), out);
    Varints.writeSigned(run.rows(), out);
    out.writeBoolean(run.complete());
    Varints.write(run.size(), out);
    long endNs = 0;
    for (int pass = 0; pass < run.size(); pass++) {
      Varints.writeSigned(run.endNs(pass) - endNs, out);
      endNs = run.endNs(pass);
    }
    Varints.write(run.kinds().size(), out);
    for (int kind = 0; kind < run.kinds().size(); kind++) {
      Varints.write(kinds.of(run.kinds().get(kind)), out);
      writeRows(run.tallies().get(kind), out);
    }
  }

  private static void writeRows(TallyRows rows, DataOutput out) throws IOException {
    out.writeByte(rows.scale());
    for (int row = 0; row < rows.size(); row++) {
      Varints.write(rows.calls(row), out);
      Varints.write(rows.durationNs(row), out);
      Varints.write(rows.zeroCount(row), out);
      Varints.writeSigned(rows.firstBucket(row), out);
      Varints.write(rows.buckets(row), out);
      int bucket = 0;
      while (bucket < rows.buckets(row)) {
        long count = rows.count(row, bucket++);
        Varints.write(count, out);
        if (count == 0) {
          int end = bucket;
          while (end < rows.buckets(row) && rows.count(row, end) == 0) {
            end++;
          }
          Varints.write(end - bucket, out);
          bucket = end;
        }
      }
    }
  }

  static List<PassRun> read(DataInput in) throws IOException {
    List<CallKind> kinds = CoreValues.readAll(in, CoreValues::readKind);
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    DataInputDeserializer body = new DataInputDeserializer(bytes);
    int size = (int) Varints.read(body);
    List<PassRun> runs = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      runs.add(readRun(kinds, body));
    }
    return runs;
  }

  private static PassRun readRun(List<CallKind> kinds, DataInput in) throws IOException {
    int rank = (int) Varints.readSigned(in);
    long firstIndex = Varints.readSigned(in);
    long tokens = Varints.readSigned(in);
    long rows = Varints.readSigned(in);
    boolean complete = in.readBoolean();
    long[] endsNs = new long[(int) Varints.read(in)];
    long endNs = 0;
    for (int pass = 0; pass < endsNs.length; pass++) {
      endNs += Varints.readSigned(in);
      endsNs[pass] = endNs;
    }
    int size = (int) Varints.read(in);
    List<CallKind> ofRun = new ArrayList<>(size);
    List<TallyRows> tallies = new ArrayList<>(size);
    for (int kind = 0; kind < size; kind++) {
      ofRun.add(kinds.get((int) Varints.read(in)));
      tallies.add(readRows(endsNs.length, in));
    }
    return new PassRun(rank, firstIndex, tokens, rows, complete, endsNs, ofRun, tallies);
  }

  private static TallyRows readRows(int passes, DataInput in) throws IOException {
    TallyRows rows = new TallyRows(in.readByte(), passes);
    for (int row = 0; row < passes; row++) {
      rows.begin(
          Varints.read(in), Varints.read(in), Varints.read(in), (int) Varints.readSigned(in));
      int left = (int) Varints.read(in);
      while (left > 0) {
        long count = Varints.read(in);
        rows.addCount(count);
        left--;
        if (count == 0) {
          for (int zeros = (int) Varints.read(in); zeros > 0; zeros--) {
            rows.addCount(0);
            left--;
          }
        }
      }
    }
    return rows;
  }
}
