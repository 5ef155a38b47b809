package dev.ringside.flink.codec;

import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.engine.EngineJoin;
import dev.ringside.core.engine.EngineTimes;
import dev.ringside.core.engine.SeenPass;
import dev.ringside.core.engine.ToldPass;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What waits in a replica's join with its engine, in state. */
public final class EngineJoinCodec extends WireCodec<EngineJoin> {

  private static final long serialVersionUID = 1;

  /** A stream of an agent with its name, so that they keep their order. */
  private record Named(String stream, EngineJoin.Heard heard) {}

  @Override
  void write(EngineJoin join, WireWriter out) {
    EngineJoin.Snapshot snapshot = join.snapshot();
    out.writeLong(snapshot.windows().lengthNs());
    out.writeLong(snapshot.windows().latenessNs());
    out.writeArray(snapshot.told(), EngineJoinCodec::write);
    out.writeArray(snapshot.seen(), EngineJoinCodec::write);
    out.writeArray(
        snapshot.streams().entrySet().stream()
            .map(one -> new Named(one.getKey(), one.getValue()))
            .toList(),
        EngineJoinCodec::write);
    EngineTimes times = snapshot.times();
    out.writeLong(times.firstToldNs());
    out.writeLong(times.lastToldNs());
    out.writeLong(times.firstSeenNs());
    out.writeLong(times.replicaNs());
    out.writeLong(times.settledNs());
    out.writeLong(times.closedNs());
  }

  private static void write(WireWriter out, ToldPass pass) {
    out.writeLong(pass.endNs());
    out.writeLong(pass.tokens());
    out.writeLong(pass.padded());
    out.writeInt(pass.rows());
    out.writeBoolean(pass.dummy());
    out.writeLong(pass.skipped());
  }

  private static void write(WireWriter out, SeenPass pass) {
    out.writeLong(pass.endNs());
    out.writeLong(pass.tokens());
  }

  private static void write(WireWriter out, Named named) {
    out.writeString(named.stream());
    out.writeLong(named.heard().sequence());
    out.writeLong(named.heard().number());
    out.writeLong(named.heard().idle());
  }

  @Override
  EngineJoin read(WireReader in, int writtenVersion) throws MalformedRecordException {
    WindowRule windows = new WindowRule(in.readLong(), in.readLong());
    List<ToldPass> told = in.readArray(EngineJoinCodec::readTold);
    List<SeenPass> seen = in.readArray(from -> new SeenPass(from.readLong(), from.readLong()));
    Map<String, EngineJoin.Heard> streams = new LinkedHashMap<>();
    in.readArray(EngineJoinCodec::readNamed).forEach(one -> streams.put(one.stream(), one.heard()));
    return new EngineJoin(
        new EngineJoin.Snapshot(
            windows,
            told,
            seen,
            streams,
            new EngineTimes(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong())));
  }

  private static ToldPass readTold(WireReader in) throws MalformedRecordException {
    return new ToldPass(
        in.readLong(), in.readLong(), in.readLong(), in.readInt(), in.readBoolean(), in.readLong());
  }

  private static Named readNamed(WireReader in) throws MalformedRecordException {
    return new Named(
        in.readString(), new EngineJoin.Heard(in.readLong(), in.readLong(), in.readLong()));
  }
}
