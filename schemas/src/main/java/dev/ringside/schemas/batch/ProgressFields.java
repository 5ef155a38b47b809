package dev.ringside.schemas.batch;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Progress;
import dev.ringside.core.progress.Standing;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.EnumSymbols;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a rank's progress lies in a batch: its last fields. Communicators are positions in the
 * dictionary.
 */
final class ProgressFields {

  private final EnumSymbols<Collective> collectives;

  ProgressFields(RecordFormat format) {
    collectives = format.symbols("Collective", Collective.class, Collective.UNKNOWN);
  }

  /** The communicators that it names, each as often. */
  static List<Communicator> communicatorsOf(Progress progress) {
    if (progress.isEmpty()) {
      return List.of();
    }
    List<Communicator> named = new ArrayList<>();
    progress.standings().forEach(standing -> named.add(standing.communicator()));
    progress.open().forEach(call -> named.add(call.communicator()));
    return named;
  }

  void write(WireWriter out, Progress progress, Map<Communicator, Integer> positions) {
    out.writeArray(
        progress.standings(),
        (to, standing) -> {
          to.writeInt(positions.get(standing.communicator()));
          collectives.write(to, standing.collective());
          to.writeLong(standing.last());
          to.writeLong(standing.endNs());
        });
    out.writeArray(
        progress.open(),
        (to, call) -> {
          to.writeInt(positions.get(call.communicator()));
          collectives.write(to, call.collective());
          to.writeLong(call.sequence());
          to.writeLong(call.bytes());
          to.writeLong(call.sinceNs());
        });
  }

  Progress read(WireReader in, List<Communicator> communicators) throws MalformedRecordException {
    List<Standing> standings =
        in.readArray(Bound.STANDINGS, from -> readStanding(from, communicators));
    List<OpenCall> open = in.readArray(Bound.OPEN_CALLS, from -> readOpen(from, communicators));
    if (standings.isEmpty() && open.isEmpty()) {
      return Progress.NONE;
    }
    Progress progress = new Progress(standings, open);
    in.require(
        Bound.LISTED_RANKS,
        communicatorsOf(progress).stream().mapToLong(named -> named.ranks().size()).sum());
    return progress;
  }

  private Standing readStanding(WireReader in, List<Communicator> communicators)
      throws MalformedRecordException {
    return new Standing(
        communicators.get(in.readIndex(communicators.size())),
        collectives.read(in),
        in.readLong(),
        in.readLong());
  }

  private OpenCall readOpen(WireReader in, List<Communicator> communicators)
      throws MalformedRecordException {
    return new OpenCall(
        communicators.get(in.readIndex(communicators.size())),
        collectives.read(in),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }
}
