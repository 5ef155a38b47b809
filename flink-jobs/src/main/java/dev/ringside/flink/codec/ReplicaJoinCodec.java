package dev.ringside.flink.codec;

import dev.ringside.core.align.Held;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.join.RankProgress;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.join.ReplicaJoin.Times;
import dev.ringside.core.join.RunSnapshot;
import dev.ringside.core.join.RunSnapshot.Marks;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.presence.Presence;
import dev.ringside.core.presence.Signs;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A replica's join in state: its time, for each run its ranks and the passes that wait, and what
 * its live ranks said last. Version 1 had not the last.
 */
public final class ReplicaJoinCodec extends WireCodec<ReplicaJoin> {

  private static final long serialVersionUID = 1;
  private static final int WITH_SIGNS = 2;

  @Override
  public int version() {
    return WITH_SIGNS;
  }

  @Override
  void write(ReplicaJoin join, WireWriter out) {
    ReplicaJoin.Snapshot snapshot = join.snapshot();
    out.writeInt(snapshot.replica());
    out.writeLong(snapshot.windows().lengthNs());
    out.writeLong(snapshot.windows().latenessNs());
    out.writeLong(snapshot.times().reachedNs());
    out.writeLong(snapshot.times().closedNs());
    out.writeLong(snapshot.times().readNs());
    out.writeLong(snapshot.times().heardNs());
    out.writeLong(snapshot.times().latestNs());
    out.writeBoolean(snapshot.times().quiet());
    out.writeBoolean(snapshot.times().presence().beats());
    out.writeBoolean(snapshot.times().presence().gone());
    out.writeLong(snapshot.times().presence().toldUntilNs());
    CallFields.writeAgainst(out, snapshot.against());
    out.writeArray(snapshot.runs(), ReplicaJoinCodec::writeRun);
    out.writeLong(snapshot.times().presence().lookedNs());
    SignsFields.write(out, snapshot.times().presence().signs());
  }

  @Override
  ReplicaJoin read(WireReader in, int writtenVersion) throws MalformedRecordException {
    int replica = in.readInt();
    WindowRule windows = new WindowRule(in.readLong(), in.readLong());
    Times times =
        new Times(
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readBoolean(),
            new Presence.State(
                in.readBoolean(),
                in.readBoolean(),
                in.readLong(),
                Long.MIN_VALUE,
                Signs.State.NONE));
    Optional<Deployment> against = CallFields.readAgainst(in);
    List<RunSnapshot> runs = in.readArray(ReplicaJoinCodec::readRun);
    Times whole =
        writtenVersion < WITH_SIGNS ? times : times.with(in.readLong(), SignsFields.read(in));
    return new ReplicaJoin(new ReplicaJoin.Snapshot(replica, windows, whole, against, runs));
  }

  private static void writeRun(WireWriter out, RunSnapshot run) {
    out.writeString(run.run().runId());
    CallFields.writeRanks(out, run.run().declaredRanks());
    out.writeLong(run.marks().frontier());
    out.writeLong(run.marks().wholeUntilNs());
    out.writeLong(run.marks().misaligned());
    out.writeInt(run.marks().doubtful());
    out.writeBoolean(run.marks().loose());
    out.writeLong(run.marks().startNs());
    out.writeLong(run.marks().endNs());
    CallFields.writeAgainst(out, run.against());
    out.writeArray(run.ranks().entrySet(), ReplicaJoinCodec::writeProgress);
    writeHeld(run.waiting(), out);
    writeHeld(run.unplaced(), out);
  }

  private static void writeHeld(List<Held> held, WireWriter out) {
    PassBlocks.write(held.stream().map(Held::block).toList(), out);
    for (Held each : held) {
      out.writeLong(each.appendedNs());
    }
  }

  private static List<Held> readHeld(WireReader in) throws MalformedRecordException {
    List<Held> held = new ArrayList<>();
    for (PassBlock block : PassBlocks.read(in)) {
      held.add(new Held(block, in.readLong()));
    }
    return held;
  }

  private static RunSnapshot readRun(WireReader in) throws MalformedRecordException {
    return new RunSnapshot(
        new RunRef(in.readString(), CallFields.readRanks(in)),
        new Marks(
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readInt(),
            in.readBoolean(),
            in.readLong(),
            in.readLong()),
        CallFields.readAgainst(in),
        readRanks(in),
        readHeld(in),
        readHeld(in));
  }

  private static void writeProgress(
      WireWriter out, Map.Entry<Integer, RankProgress.Snapshot> entry) {
    RankProgress.Snapshot progress = entry.getValue();
    out.writeInt(entry.getKey());
    out.writeString(progress.runId());
    out.writeLong(progress.offset());
    out.writeBoolean(progress.numbered());
    out.writeLong(progress.lastIndex());
    out.writeBoolean(progress.ended());
    out.writeBoolean(progress.gap());
    out.writeBoolean(progress.silent());
    out.writeLong(progress.heardNs());
    out.writeLong(progress.markNs());
    out.writeLong(progress.aheadNs());
    out.writeBoolean(progress.owesFirst());
  }

  private static Map<Integer, RankProgress.Snapshot> readRanks(WireReader in)
      throws MalformedRecordException {
    Map<Integer, RankProgress.Snapshot> ranks = new TreeMap<>();
    for (int block = in.readBlock(); block > 0; block = in.readBlock()) {
      for (int i = 0; i < block; i++) {
        ranks.put(in.readInt(), readProgress(in));
      }
    }
    return ranks;
  }

  private static RankProgress.Snapshot readProgress(WireReader in) throws MalformedRecordException {
    return new RankProgress.Snapshot(
        in.readString(),
        in.readLong(),
        in.readBoolean(),
        in.readLong(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean());
  }
}
