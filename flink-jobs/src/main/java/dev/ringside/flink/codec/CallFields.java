package dev.ringside.flink.codec;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.HistogramFields;
import dev.ringside.schemas.report.ReportFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The layout in state of kinds and tallies of calls, shapes of passes, and deployments. */
final class CallFields {

  private CallFields() {}

  static void writeKind(WireWriter out, CallKind kind) {
    ReportFormat.PARALLELISMS.write(out, kind.parallelism());
    ReportFormat.COLLECTIVES.write(out, kind.collective());
    out.writeLong(kind.sendElements());
    ReportFormat.DATA_TYPES.write(out, kind.dataType());
    ReportFormat.TRANSPORTS.write(out, kind.transport());
    out.writeInt(kind.groupSize());
  }

  static CallKind readKind(WireReader in) throws MalformedRecordException {
    return new CallKind(
        ReportFormat.PARALLELISMS.read(in),
        ReportFormat.COLLECTIVES.read(in),
        in.readLong(),
        ReportFormat.DATA_TYPES.read(in),
        ReportFormat.TRANSPORTS.read(in),
        in.readInt());
  }

  static void writeTally(WireWriter out, CallTally tally) {
    out.writeLong(tally.calls());
    out.writeLong(tally.durationNs());
    HistogramFields.write(out, tally.durations());
  }

  static CallTally readTally(WireReader in) throws MalformedRecordException {
    return new CallTally(in.readLong(), in.readLong(), HistogramFields.read(in));
  }

  static void writeTallies(WireWriter out, Map<CallKind, CallTally> tallies) {
    out.writeEntries(tallies, CallFields::writeKind, CallFields::writeTally);
  }

  static Map<CallKind, CallTally> readTallies(WireReader in) throws MalformedRecordException {
    return in.readEntries(new HashMap<>(), CallFields::readKind, CallFields::readTally);
  }

  static void writePhase(WireWriter out, PhaseRule phase) {
    ReportFormat.PHASES.write(out, phase.phase());
    ReportFormat.PHASE_SOURCES.write(out, phase.source());
  }

  static PhaseRule readPhase(WireReader in) throws MalformedRecordException {
    return new PhaseRule(ReportFormat.PHASES.read(in), ReportFormat.PHASE_SOURCES.read(in));
  }

  static void writeShape(WireWriter out, PassShape shape) {
    writePhase(out, shape.phase());
    out.writeLong(shape.tokens());
    out.writeLong(shape.rows());
  }

  static PassShape readShape(WireReader in) throws MalformedRecordException {
    return new PassShape(readPhase(in), in.readLong(), in.readLong());
  }

  static void writeDeployment(WireWriter out, Deployment deployment) {
    out.writeBytes(DeploymentBytes.encode(deployment));
  }

  static Deployment readDeployment(WireReader in) throws MalformedRecordException {
    return DeploymentBytes.decode(in.readBytes());
  }

  static void writeAgainst(WireWriter out, Optional<Deployment> against) {
    out.writeOptional(against, CallFields::writeDeployment);
  }

  static Optional<Deployment> readAgainst(WireReader in) throws MalformedRecordException {
    return in.readOptional(CallFields::readDeployment);
  }

  static void writeRanks(WireWriter out, List<Integer> ranks) {
    out.writeArray(ranks, WireWriter::writeInt);
  }

  static List<Integer> readRanks(WireReader in) throws MalformedRecordException {
    return in.readArray(WireReader::readInt);
  }
}
