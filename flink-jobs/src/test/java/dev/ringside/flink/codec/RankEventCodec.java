package dev.ringside.flink.codec;

import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Poison;
import dev.ringside.core.stream.RankEvent.Repeat;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.AccountFields;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** Events of ranks as bytes, so that a test can hold the layout of blocks of passes. */
public final class RankEventCodec extends WireCodec<RankEvent> {

  private static final long serialVersionUID = 1;

  private static final int SLICE = 0;
  private static final int REPEAT = 1;
  private static final int POISON = 2;
  private static final int KINDS = 3;

  @Override
  void write(RankEvent event, WireWriter out) {
    if (event instanceof Slice slice) {
      out.writeInt(SLICE);
      writeSlice(out, slice);
    } else if (event instanceof Repeat repeat) {
      out.writeInt(REPEAT);
      writeSender(out, repeat.sender());
      CallFields.writeAgainst(out, repeat.against());
      writeHeard(out, repeat.heard());
      AccountFields.write(out, repeat.account());
    } else {
      out.writeInt(POISON);
      out.writeString(event.deployment());
      out.writeInt(event.replica());
    }
  }

  @Override
  RankEvent read(WireReader in, int writtenVersion) throws MalformedRecordException {
    return switch (in.readIndex(KINDS)) {
      case SLICE -> readSlice(in);
      case REPEAT ->
          new Repeat(
              readSender(in), CallFields.readAgainst(in), readHeard(in), AccountFields.read(in));
      default -> new Poison(in.readString(), in.readInt());
    };
  }

  private static void writeSlice(WireWriter out, Slice slice) {
    writeSender(out, slice.sender());
    CallFields.writeAgainst(out, slice.against());
    writeHeard(out, slice.heard());
    out.writeBoolean(slice.endOfStream());
    out.writeInt(slice.gapAt());
    PassBlocks.write(slice.passes(), out);
    AccountFields.write(out, slice.account());
  }

  private static Slice readSlice(WireReader in) throws MalformedRecordException {
    return new Slice(
        readSender(in),
        CallFields.readAgainst(in),
        readHeard(in),
        in.readBoolean(),
        in.readInt(),
        PassBlocks.read(in),
        AccountFields.read(in));
  }

  private static void writeHeard(WireWriter out, Heard heard) {
    out.writeLong(heard.untilNs());
    out.writeLong(heard.appendedNs());
  }

  private static Heard readHeard(WireReader in) throws MalformedRecordException {
    return new Heard(in.readLong(), in.readLong());
  }

  private static void writeSender(WireWriter out, Sender sender) {
    out.writeString(sender.deployment());
    out.writeInt(sender.replica());
    out.writeInt(sender.rank());
    out.writeString(sender.runId());
    CallFields.writeRanks(out, sender.runRanks());
  }

  private static Sender readSender(WireReader in) throws MalformedRecordException {
    return new Sender(
        in.readString(), in.readInt(), in.readInt(), in.readString(), CallFields.readRanks(in));
  }
}
