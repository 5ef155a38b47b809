package dev.ringside.flink.codec;

import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.statistics.TallyRows;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs of passes in as few bytes and steps as they allow: each kind of call once, ends as steps,
 * counts as varints. Some 50 bytes a decode pass.
 *
 * <p>Layout: kinds; length of all that follows, so that it is taken from Flink's buffers in one
 * piece; runs, each with its passes' ends and, a kind after the other, a tally a pass. A tally's
 * buckets from its first on, a count each; after a 0 how many more zeros follow it.
 */
final class PassBlocks {

  private PassBlocks() {}

  static void write(List<PassBlock> runs, DataOutput out) throws IOException {
    WireWriter body = new WireWriter(1024);
    KindNumbers kinds = new KindNumbers();
    body.writeVarint(runs.size());
    for (PassBlock run : runs) {
      writeRun(run, kinds, body);
    }
    CoreValues.writeAll(kinds.inOrder(), kinds.inOrder().size(), out, CoreValues::writeKind);
    out.writeInt(body.size());
    out.write(body.view().array(), 0, body.size());
  }

  private static void writeRun(PassBlock run, KindNumbers kinds, WireWriter out) {
    out.writeZigzag(run.rank());
    out.writeZigzag(run.firstIndex());
    out.writeZigzag(run.tokens());
    out.writeZigzag(run.rows());
    out.writeBoolean(run.complete());
    out.writeVarint(run.size());
    long endNs = 0;
    for (int pass = 0; pass < run.size(); pass++) {
      out.writeZigzag(run.endNs(pass) - endNs);
      endNs = run.endNs(pass);
    }
    out.writeVarint(run.kinds().size());
    for (int kind = 0; kind < run.kinds().size(); kind++) {
      out.writeVarint(kinds.of(run.kinds().get(kind)));
      writeRows(run.tallies().get(kind), out);
    }
  }

  private static void writeRows(TallyRows rows, WireWriter out) {
    out.writeByte(rows.scale());
    for (int row = 0; row < rows.size(); row++) {
      out.writeVarint(rows.calls(row));
      out.writeVarint(rows.durationNs(row));
      out.writeVarint(rows.zeroCount(row));
      out.writeZigzag(rows.firstBucket(row));
      out.writeVarint(rows.buckets(row));
      writeCounts(rows, row, out);
    }
  }

  private static void writeCounts(TallyRows rows, int row, WireWriter out) {
    int buckets = rows.buckets(row);
    int bucket = 0;
    while (bucket < buckets) {
      long count = rows.count(row, bucket++);
      out.writeVarint(count);
      if (count == 0) {
        int end = bucket;
        while (end < buckets && rows.count(row, end) == 0) {
          end++;
        }
        out.writeVarint(end - bucket);
        bucket = end;
      }
    }
  }

  static List<PassBlock> read(DataInput in) throws IOException {
    List<CallKind> kinds = CoreValues.readAll(in, CoreValues::readKind);
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    try {
      return read(kinds, new WireReader(bytes));
    } catch (MalformedRecordException e) {
      throw new IOException("passes in state", e);
    }
  }

  private static List<PassBlock> read(List<CallKind> kinds, WireReader in)
      throws MalformedRecordException {
    int size = (int) in.readVarint();
    List<PassBlock> runs = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      runs.add(readRun(kinds, in));
    }
    return runs;
  }

  private static PassBlock readRun(List<CallKind> kinds, WireReader in)
      throws MalformedRecordException {
    int rank = (int) in.readZigzag();
    long firstIndex = in.readZigzag();
    long tokens = in.readZigzag();
    long rows = in.readZigzag();
    boolean complete = in.readBoolean();
    long[] endsNs = new long[(int) in.readVarint()];
    long endNs = 0;
    for (int pass = 0; pass < endsNs.length; pass++) {
      endNs += in.readZigzag();
      endsNs[pass] = endNs;
    }
    int size = (int) in.readVarint();
    List<CallKind> ofRun = new ArrayList<>(size);
    List<TallyRows> tallies = new ArrayList<>(size);
    for (int kind = 0; kind < size; kind++) {
      ofRun.add(kinds.get((int) in.readVarint()));
      tallies.add(readRows(endsNs.length, in));
    }
    return new PassBlock(rank, firstIndex, tokens, rows, complete, endsNs, ofRun, tallies);
  }

  private static TallyRows readRows(int passes, WireReader in) throws MalformedRecordException {
    TallyRows rows = new TallyRows(in.readByte(), passes);
    for (int row = 0; row < passes; row++) {
      rows.begin(in.readVarint(), in.readVarint(), in.readVarint(), (int) in.readZigzag());
      int buckets = (int) in.readVarint();
      int bucket = 0;
      while (bucket < buckets) {
        long count = in.readVarint();
        int alike = count == 0 ? 1 + (int) in.readVarint() : 1;
        rows.addCounts(count, alike);
        bucket += alike;
      }
    }
    return rows;
  }
}
