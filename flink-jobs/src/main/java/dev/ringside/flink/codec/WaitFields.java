package dev.ringside.flink.codec;

import dev.ringside.core.collective.Communicator;
import dev.ringside.core.waiting.GroupCalls.Timed;
import dev.ringside.core.waiting.GroupWaits;
import dev.ringside.core.waiting.PairedCalls;
import dev.ringside.core.waiting.Stall;
import dev.ringside.core.waiting.TransferKind;
import dev.ringside.core.waiting.TransferSum;
import dev.ringside.core.waiting.Waits;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.ReportFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The layout in state of how ranks waited for each other. */
final class WaitFields {

  private static final int MOST_RANKS = 1 << 16;

  private WaitFields() {}

  static void write(WireWriter out, Waits waits) {
    out.writeVarint(waits.slotNs());
    out.writeEntries(waits.slots(), WireWriter::writeLong, WaitFields::writeGroups);
    out.writeArray(waits.stalls(), WaitFields::writeStall);
  }

  static Waits read(WireReader in) throws MalformedRecordException {
    long slotNs = in.readVarint();
    if (slotNs <= 0) {
      throw in.badValue("a slot of %d ns".formatted(slotNs));
    }
    return new Waits(
        slotNs,
        in.readEntries(new TreeMap<>(), WireReader::readLong, WaitFields::readGroups),
        in.readArray(WaitFields::readStall));
  }

  private static void writeGroups(WireWriter out, Map<Integer, GroupWaits> groups) {
    out.writeEntries(groups, WireWriter::writeInt, WaitFields::writeGroup);
  }

  private static Map<Integer, GroupWaits> readGroups(WireReader in)
      throws MalformedRecordException {
    return in.readEntries(new HashMap<>(), WireReader::readInt, WaitFields::readGroup);
  }

  private static void writeGroup(WireWriter out, GroupWaits group) {
    GroupWaits.Counts counts = group.counts();
    out.writeVarint(counts.passes());
    out.writeVarint(counts.inOneCall());
    out.writeVarint(counts.late().length);
    for (int place = 0; place < counts.late().length; place++) {
      out.writeVarint(counts.late()[place]);
      if (counts.late()[place] > 0) {
        out.writeLong(counts.firstLateNs()[place]);
        out.writeLong(counts.lastLateNs()[place]);
      }
    }
    CallFields.writeTally(out, group.waits());
    writeTransfers(out, group.transfers());
  }

  static void writeTransfers(WireWriter out, Map<TransferKind, TransferSum> transfers) {
    out.writeEntries(transfers, WaitFields::writeKind, WaitFields::writeSum);
  }

  static Map<TransferKind, TransferSum> readTransfers(WireReader in)
      throws MalformedRecordException {
    return in.readEntries(new HashMap<>(), WaitFields::readKind, WaitFields::readSum);
  }

  private static void writeKind(WireWriter out, TransferKind kind) {
    ReportFormat.COLLECTIVES.write(out, kind.collective());
    ReportFormat.TRANSPORTS.write(out, kind.transport());
    out.writeInt(kind.sizeClass());
  }

  private static TransferKind readKind(WireReader in) throws MalformedRecordException {
    return new TransferKind(
        ReportFormat.COLLECTIVES.read(in), ReportFormat.TRANSPORTS.read(in), in.readInt());
  }

  private static void writeSum(WireWriter out, TransferSum sum) {
    out.writeVarint(sum.passes());
    out.writeVarint(sum.sum());
    out.writeVarint(sum.squares());
  }

  private static TransferSum readSum(WireReader in) throws MalformedRecordException {
    return new TransferSum(in.readVarint(), in.readVarint(), in.readVarint());
  }

  private static GroupWaits readGroup(WireReader in) throws MalformedRecordException {
    long passes = in.readVarint();
    long inOneCall = in.readVarint();
    long ranks = in.readVarint();
    if (ranks < 0 || ranks > MOST_RANKS) {
      throw in.badValue("a group of %d ranks".formatted(ranks));
    }
    GroupWaits.Counts counts = new GroupWaits((int) ranks).counts();
    for (int place = 0; place < ranks; place++) {
      counts.late()[place] = in.readVarint();
      if (counts.late()[place] > 0) {
        counts.firstLateNs()[place] = in.readLong();
        counts.lastLateNs()[place] = in.readLong();
      }
    }
    return new GroupWaits(
        new GroupWaits.Counts(
            passes, inOneCall, counts.late(), counts.firstLateNs(), counts.lastLateNs()),
        CallFields.readTally(in),
        readTransfers(in));
  }

  private static void writeStall(WireWriter out, Stall stall) {
    out.writeInt(stall.stage());
    out.writeInt(stall.rank());
    out.writeLong(stall.pass());
    out.writeLong(stall.endNs());
    out.writeLong(stall.waitNs());
  }

  private static Stall readStall(WireReader in) throws MalformedRecordException {
    return new Stall(in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readLong());
  }

  static void write(WireWriter out, PairedCalls calls) {
    out.writeEntries(calls.groups(), WaitFields::writeKey, WaitFields::writeRanks);
    out.writeBoolean(calls.isFull());
  }

  static PairedCalls readCalls(WireReader in) throws MalformedRecordException {
    return new PairedCalls(
        in.readEntries(new HashMap<>(), WaitFields::readKey, WaitFields::readRanks),
        in.readBoolean());
  }

  private static void writeKey(WireWriter out, PairedCalls.Key key) {
    out.writeString(key.communicator().name());
    CallFields.writeRanks(out, key.communicator().ranks());
    ReportFormat.COLLECTIVES.write(out, key.collective());
  }

  private static PairedCalls.Key readKey(WireReader in) throws MalformedRecordException {
    String name = in.readString();
    List<Integer> ranks = CallFields.readRanks(in);
    return new PairedCalls.Key(
        new Communicator(name, ranks.size(), ranks), ReportFormat.COLLECTIVES.read(in));
  }

  private static void writeRanks(WireWriter out, Map<Integer, List<Timed>> ranks) {
    out.writeEntries(
        ranks, WireWriter::writeInt, (to, calls) -> to.writeArray(calls, WaitFields::writeCall));
  }

  private static Map<Integer, List<Timed>> readRanks(WireReader in)
      throws MalformedRecordException {
    return in.readEntries(
        new TreeMap<>(), WireReader::readInt, from -> from.readArray(WaitFields::readCall));
  }

  private static void writeCall(WireWriter out, Timed call) {
    out.writeLong(call.startNs());
    out.writeVarint(call.durationNs());
  }

  private static Timed readCall(WireReader in) throws MalformedRecordException {
    return new Timed(in.readLong(), in.readVarint());
  }
}
