package dev.ringside.flink.codec;

import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.statistics.TallyRows;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A compact layout for blocks of passes, about 50 bytes for a decode pass: each kind of call is
 * written once, the ends of passes as differences, and counts as varints.
 *
 * <p>Layout: a block is the ends of its passes, then for each kind one tally per pass. A tally is
 * the counts of its buckets, beginning with the first filled one; a 0 is followed by the number of
 * further zeros. A kind is written in full at its first use, and as a number after that.
 */
final class PassBlocks {

  private PassBlocks() {}

  static void write(List<PassBlock> blocks, WireWriter out) {
    KindNumbers kinds = new KindNumbers();
    out.writeVarint(blocks.size());
    for (PassBlock block : blocks) {
      writeBlock(block, kinds, out);
    }
  }

  private static void writeBlock(PassBlock block, KindNumbers kinds, WireWriter out) {
    out.writeZigzag(block.rank());
    out.writeZigzag(block.firstIndex());
    out.writeZigzag(block.tokens());
    out.writeZigzag(CallFields.rowsOf(block.sizes()));
    CallFields.writeBeyond(out, block.sizes());
    CallFields.writeComplete(out, block.complete(), block.slips());
    out.writeVarint(block.size());
    long endNs = 0;
    for (int pass = 0; pass < block.size(); pass++) {
      out.writeZigzag(block.endNs(pass) - endNs);
      endNs = block.endNs(pass);
    }
    out.writeVarint(block.kinds().size());
    for (int kind = 0; kind < block.kinds().size(); kind++) {
      writeKind(block.kinds().get(kind), kinds, out);
      writeRows(block.tallies().get(kind), out);
    }
  }

  private static void writeKind(CallKind kind, KindNumbers kinds, WireWriter out) {
    int known = kinds.size();
    int number = kinds.of(kind);
    out.writeVarint(number);
    if (number == known) {
      CallFields.writeKind(out, kind);
    }
  }

  private static CallKind readKind(List<CallKind> kinds, WireReader in)
      throws MalformedRecordException {
    int number = (int) in.readVarint();
    if (number == kinds.size()) {
      kinds.add(CallFields.readKind(in));
    }
    return kinds.get(number);
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

  static List<PassBlock> read(WireReader in) throws MalformedRecordException {
    int size = (int) in.readVarint();
    List<CallKind> kinds = new ArrayList<>();
    List<PassBlock> blocks = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      blocks.add(readBlock(kinds, in));
    }
    return blocks;
  }

  private static PassBlock readBlock(List<CallKind> kinds, WireReader in)
      throws MalformedRecordException {
    int rank = (int) in.readZigzag();
    long firstIndex = in.readZigzag();
    StepSizes sizes = CallFields.readBeyond(in, in.readZigzag(), in.readZigzag());
    byte flags = in.readByte();
    List<Slip> slips = CallFields.slipsAfter(flags, in);
    long[] endsNs = new long[(int) in.readVarint()];
    long endNs = 0;
    for (int pass = 0; pass < endsNs.length; pass++) {
      endNs += in.readZigzag();
      endsNs[pass] = endNs;
    }
    int size = (int) in.readVarint();
    List<CallKind> ofBlock = new ArrayList<>(size);
    List<TallyRows> tallies = new ArrayList<>(size);
    for (int kind = 0; kind < size; kind++) {
      ofBlock.add(readKind(kinds, in));
      tallies.add(readRows(endsNs.length, in));
    }
    return new PassBlock(
        rank, firstIndex, sizes, CallFields.isComplete(flags), slips, endsNs, ofBlock, tallies);
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
