package dev.ringside.flink.codec;

import dev.ringside.core.collective.Communicator;
import dev.ringside.core.presence.RankSigns;
import dev.ringside.core.presence.Signs;
import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Progress;
import dev.ringside.core.progress.Standing;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.ReportFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a replica's live ranks said last, in state; each communicator once, with its ranks. */
final class SignsFields {

  private SignsFields() {}

  static void write(WireWriter out, Signs.State signs) {
    Map<Communicator, Integer> positions = positions(signs);
    out.writeLong(signs.movedNs());
    out.writeLong(signs.calledNs());
    out.writeLong(signs.busyNs());
    out.writeArray(
        positions.keySet(),
        (to, communicator) -> {
          to.writeString(communicator.name());
          to.writeInt(communicator.size());
          CallFields.writeRanks(to, communicator.ranks());
        });
    out.writeArray(
        signs.ranks().entrySet(),
        (to, rank) -> {
          to.writeInt(rank.getKey());
          writeRank(to, rank.getValue(), positions);
        });
  }

  private static Map<Communicator, Integer> positions(Signs.State signs) {
    Map<Communicator, Integer> positions = new LinkedHashMap<>();
    for (RankSigns rank : signs.ranks().values()) {
      for (Standing standing : rank.progress().standings()) {
        positions.putIfAbsent(standing.communicator(), positions.size());
      }
      for (OpenCall call : rank.progress().open()) {
        positions.putIfAbsent(call.communicator(), positions.size());
      }
    }
    return positions;
  }

  private static void writeRank(
      WireWriter out, RankSigns rank, Map<Communicator, Integer> positions) {
    out.writeLong(rank.heardNs());
    out.writeLong(rank.markNs());
    out.writeLong(rank.busyNs());
    out.writeBoolean(rank.midPass());
    out.writeBoolean(rank.ended());
    out.writeString(rank.place().host());
    out.writeLong(rank.place().pid());
    out.writeString(rank.place().gpu());
    out.writeArray(
        rank.progress().standings(),
        (to, standing) -> {
          to.writeInt(positions.get(standing.communicator()));
          ReportFormat.COLLECTIVES.write(to, standing.collective());
          to.writeLong(standing.last());
          to.writeLong(standing.endNs());
        });
    out.writeArray(
        rank.progress().open(),
        (to, call) -> {
          to.writeInt(positions.get(call.communicator()));
          ReportFormat.COLLECTIVES.write(to, call.collective());
          to.writeLong(call.sequence());
          to.writeLong(call.bytes());
          to.writeLong(call.sinceNs());
        });
  }

  static Signs.State read(WireReader in) throws MalformedRecordException {
    long movedNs = in.readLong();
    long calledNs = in.readLong();
    long busyNs = in.readLong();
    List<Communicator> communicators =
        in.readArray(
            from ->
                new Communicator(from.readString(), from.readInt(), CallFields.readRanks(from)));
    Map<Integer, RankSigns> ranks = new TreeMap<>();
    for (int block = in.readBlock(); block > 0; block = in.readBlock()) {
      for (int i = 0; i < block; i++) {
        ranks.put(in.readInt(), readRank(in, communicators));
      }
    }
    return new Signs.State(movedNs, calledNs, busyNs, ranks);
  }

  private static RankSigns readRank(WireReader in, List<Communicator> communicators)
      throws MalformedRecordException {
    long heardNs = in.readLong();
    long markNs = in.readLong();
    long busyNs = in.readLong();
    boolean midPass = in.readBoolean();
    boolean ended = in.readBoolean();
    Place place = new Place(in.readString(), in.readLong(), in.readString());
    List<Standing> standings = in.readArray(from -> readStanding(from, communicators));
    List<OpenCall> open = in.readArray(from -> readOpen(from, communicators));
    return new RankSigns(
        heardNs, markNs, busyNs, midPass, ended, new Progress(standings, open), place);
  }

  private static Standing readStanding(WireReader in, List<Communicator> communicators)
      throws MalformedRecordException {
    return new Standing(
        communicators.get(in.readIndex(communicators.size())),
        ReportFormat.COLLECTIVES.read(in),
        in.readLong(),
        in.readLong());
  }

  private static OpenCall readOpen(WireReader in, List<Communicator> communicators)
      throws MalformedRecordException {
    return new OpenCall(
        communicators.get(in.readIndex(communicators.size())),
        ReportFormat.COLLECTIVES.read(in),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }
}
