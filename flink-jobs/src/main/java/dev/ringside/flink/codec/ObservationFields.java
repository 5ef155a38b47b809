package dev.ringside.flink.codec;

import dev.ringside.core.observation.Journal;
import dev.ringside.core.observation.Journal.Attendance;
import dev.ringside.core.observation.Journal.Heading;
import dev.ringside.core.observation.Journal.StageKind;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.waiting.Waits;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.ReportFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The layout in state of observations and journals. */
final class ObservationFields {

  private ObservationFields() {}

  static void write(WireWriter out, Observation observation) {
    out.writeEntries(observation.passes(), CallFields::writeShape, WireWriter::writeLong);
    out.writeEntries(
        observation.tallies(), ObservationFields::writeKey, ObservationFields::writeByRank);
    out.writeEntries(observation.slips(), SlipFields::writeKey, SlipFields::writeCount);
    out.writeEntries(observation.since(), ObservationFields::writeKey, WireWriter::writeLong);
    WaitFields.write(out, observation.waits());
  }

  /**
   * @param slipsKnown false for what was written when passes' slips were not counted
   * @param sinceKnown false for what was written before first passes were noted
   * @param waitsKnown false for what was written when waits were not counted
   */
  static Observation read(WireReader in, boolean slipsKnown, boolean sinceKnown, boolean waitsKnown)
      throws MalformedRecordException {
    return new Observation(
        in.readEntries(new HashMap<>(), CallFields::readShape, WireReader::readLong),
        in.readEntries(new HashMap<>(), ObservationFields::readKey, ObservationFields::readByRank),
        slipsKnown
            ? in.readEntries(new HashMap<>(), SlipFields::readKey, SlipFields::readCount)
            : new HashMap<>(),
        sinceKnown
            ? in.readEntries(new HashMap<>(), ObservationFields::readKey, WireReader::readLong)
            : new HashMap<>(),
        waitsKnown ? WaitFields.read(in) : new Waits());
  }

  private static void writeKey(WireWriter out, Observation.Key key) {
    CallFields.writePhase(out, key.phase());
    CallFields.writeKind(out, key.kind());
  }

  private static Observation.Key readKey(WireReader in) throws MalformedRecordException {
    return new Observation.Key(CallFields.readPhase(in), CallFields.readKind(in));
  }

  private static void writeByRank(WireWriter out, Map<Integer, CallTally> byRank) {
    out.writeEntries(byRank, WireWriter::writeInt, CallFields::writeTally);
  }

  private static Map<Integer, CallTally> readByRank(WireReader in) throws MalformedRecordException {
    return in.readEntries(new TreeMap<>(), WireReader::readInt, CallFields::readTally);
  }

  static void writeJournal(WireWriter out, Journal journal) {
    out.writeString(journal.heading().runId());
    CallFields.writeAgainst(out, journal.heading().against());
    out.writeBoolean(journal.heading().loose());
    write(out, journal.observation());
    out.writeEntries(journal.wireBytes(), ObservationFields::writeStage, WireWriter::writeLong);
    out.writeEntries(journal.partly(), ObservationFields::writeAttendance, WireWriter::writeLong);
  }

  /**
   * @param absenceKnown false for what was written when all ranks counted as attending
   * @param slipsKnown see {@link #read}
   * @param sinceKnown see {@link #read}
   * @param waitsKnown see {@link #read}
   */
  static Journal readJournal(
      WireReader in,
      boolean absenceKnown,
      boolean slipsKnown,
      boolean sinceKnown,
      boolean waitsKnown)
      throws MalformedRecordException {
    Heading heading = new Heading(in.readString(), CallFields.readAgainst(in), in.readBoolean());
    return new Journal(
        heading,
        read(in, slipsKnown, sinceKnown, waitsKnown),
        in.readEntries(new HashMap<>(), ObservationFields::readStage, WireReader::readLong),
        absenceKnown
            ? in.readEntries(
                new HashMap<>(), ObservationFields::readAttendance, WireReader::readLong)
            : new HashMap<>());
  }

  static void writeAttendance(WireWriter out, Attendance of) {
    CallFields.writeShape(out, of.shape());
    out.writeInt(of.stage());
    out.writeInt(of.ranks());
  }

  private static Attendance readAttendance(WireReader in) throws MalformedRecordException {
    return new Attendance(CallFields.readShape(in), in.readInt(), in.readInt());
  }

  private static void writeStage(WireWriter out, StageKind of) {
    out.writeInt(of.stage());
    ReportFormat.PHASES.write(out, of.phase());
    CallFields.writeKind(out, of.kind());
  }

  private static StageKind readStage(WireReader in) throws MalformedRecordException {
    return new StageKind(in.readInt(), ReportFormat.PHASES.read(in), CallFields.readKind(in));
  }
}
