package dev.ringside.flink.codec;

import dev.ringside.core.observation.Journal;
import dev.ringside.core.observation.Journal.Heading;
import dev.ringside.core.observation.Journal.StageKind;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.ReportFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How observations and journals lie in state. */
final class ObservationFields {

  private ObservationFields() {}

  static void write(WireWriter out, Observation observation) {
    out.writeInt(observation.passes().size());
    observation
        .passes()
        .forEach(
            (shape, count) -> {
              CallFields.writeShape(out, shape);
              out.writeLong(count);
            });
    out.writeInt(observation.tallies().size());
    observation
        .tallies()
        .forEach(
            (key, byRank) -> {
              CallFields.writePhase(out, key.phase());
              CallFields.writeKind(out, key.kind());
              writeByRank(out, byRank);
            });
  }

  private static void writeByRank(WireWriter out, Map<Integer, CallTally> byRank) {
    out.writeInt(byRank.size());
    byRank.forEach(
        (rank, tally) -> {
          out.writeInt(rank);
          CallFields.writeTally(out, tally);
        });
  }

  static Observation read(WireReader in) throws MalformedRecordException {
    Map<PassShape, Long> passes = new HashMap<>();
    for (int size = in.readInt(); size > 0; size--) {
      passes.put(CallFields.readShape(in), in.readLong());
    }
    Map<Observation.Key, Map<Integer, CallTally>> tallies = new HashMap<>();
    for (int size = in.readInt(); size > 0; size--) {
      Observation.Key key = new Observation.Key(CallFields.readPhase(in), CallFields.readKind(in));
      tallies.put(key, readByRank(in));
    }
    return new Observation(passes, tallies);
  }

  private static Map<Integer, CallTally> readByRank(WireReader in) throws MalformedRecordException {
    Map<Integer, CallTally> byRank = new TreeMap<>();
    for (int ranks = in.readInt(); ranks > 0; ranks--) {
      byRank.put(in.readInt(), CallFields.readTally(in));
    }
    return byRank;
  }

  static void writeJournal(WireWriter out, Journal journal) {
    out.writeString(journal.heading().runId());
    CallFields.writeAgainst(out, journal.heading().against());
    out.writeBoolean(journal.heading().loose());
    write(out, journal.observation());
    out.writeInt(journal.wireBytes().size());
    journal
        .wireBytes()
        .forEach(
            (of, bytes) -> {
              out.writeInt(of.stage());
              ReportFormat.PHASES.write(out, of.phase());
              CallFields.writeKind(out, of.kind());
              out.writeLong(bytes);
            });
  }

  static Journal readJournal(WireReader in) throws MalformedRecordException {
    Heading heading = new Heading(in.readString(), CallFields.readAgainst(in), in.readBoolean());
    Observation observation = read(in);
    Map<StageKind, Long> wireBytes = new HashMap<>();
    for (int size = in.readInt(); size > 0; size--) {
      StageKind of =
          new StageKind(in.readInt(), ReportFormat.PHASES.read(in), CallFields.readKind(in));
      wireBytes.put(of, in.readLong());
    }
    return new Journal(heading, observation, wireBytes);
  }
}
