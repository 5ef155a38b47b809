package dev.ringside.flink.codec;

import dev.ringside.core.desk.RunRef;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.join.RankProgress;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.join.RunSnapshot;
import dev.ringside.core.join.RunSnapshot.Marks;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.Map;
import java.util.TreeMap;

/** A replica's join in state: its time, and for each run its ranks and the passes that wait. */
public final class ReplicaJoinCodec extends WireCodec<ReplicaJoin> {

  private static final long serialVersionUID = 1;

  @Override
  void write(ReplicaJoin join, WireWriter out) {
    ReplicaJoin.Snapshot snapshot = join.snapshot();
    out.writeInt(snapshot.replica());
    out.writeLong(snapshot.windows().lengthNs());
    out.writeLong(snapshot.windows().latenessNs());
    out.writeLong(snapshot.toldNs());
    out.writeLong(snapshot.closedNs());
    CallFields.writeAgainst(out, snapshot.against());
    out.writeArray(snapshot.runs(), ReplicaJoinCodec::writeRun);
  }

  @Override
  ReplicaJoin read(WireReader in, int writtenVersion) throws MalformedRecordException {
    return new ReplicaJoin(
        new ReplicaJoin.Snapshot(
            in.readInt(),
            new WindowRule(in.readLong(), in.readLong()),
            in.readLong(),
            in.readLong(),
            CallFields.readAgainst(in),
            in.readArray(ReplicaJoinCodec::readRun)));
  }

  private static void writeRun(WireWriter out, RunSnapshot run) {
    out.writeString(run.run().runId());
    CallFields.writeRanks(out, run.run().declaredRanks());
    out.writeLong(run.marks().frontier());
    out.writeLong(run.marks().wholeUntilNs());
    out.writeLong(run.marks().misaligned());
    out.writeLong(run.marks().startNs());
    out.writeLong(run.marks().endNs());
    CallFields.writeAgainst(out, run.against());
    out.writeArray(run.ranks().entrySet(), ReplicaJoinCodec::writeProgress);
    PassBlocks.write(run.waiting(), out);
  }

  private static RunSnapshot readRun(WireReader in) throws MalformedRecordException {
    return new RunSnapshot(
        new RunRef(in.readString(), CallFields.readRanks(in)),
        new Marks(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()),
        CallFields.readAgainst(in),
        readRanks(in),
        PassBlocks.read(in));
  }

  private static void writeProgress(WireWriter out, Map.Entry<Integer, RankProgress> entry) {
    RankProgress progress = entry.getValue();
    out.writeInt(entry.getKey());
    out.writeString(progress.runId());
    out.writeLong(progress.offset());
    out.writeLong(progress.lastIndex());
    out.writeBoolean(progress.ended());
    out.writeBoolean(progress.gap());
  }

  private static Map<Integer, RankProgress> readRanks(WireReader in)
      throws MalformedRecordException {
    Map<Integer, RankProgress> ranks = new TreeMap<>();
    for (int block = in.readBlock(); block > 0; block = in.readBlock()) {
      for (int i = 0; i < block; i++) {
        ranks.put(in.readInt(), readProgress(in));
      }
    }
    return ranks;
  }

  private static RankProgress readProgress(WireReader in) throws MalformedRecordException {
    return new RankProgress(
        in.readString(), in.readLong(), in.readLong(), in.readBoolean(), in.readBoolean());
  }
}
