package dev.ringside.flink.codec;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.HistogramFields;
import dev.ringside.schemas.report.ReportFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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
    writeSizes(out, shape.sizes());
  }

  static PassShape readShape(WireReader in) throws MalformedRecordException {
    return new PassShape(readPhase(in), readSizes(in));
  }

  /**
   * T̂ and R as they always were; R says, too, whether something follows them ({@link #rowsOf}).
   */
  static void writeSizes(WireWriter out, StepSizes sizes) {
    out.writeLong(sizes.tokens());
    out.writeLong(rowsOf(sizes));
    writeBeyond(out, sizes);
  }

  static StepSizes readSizes(WireReader in) throws MalformedRecordException {
    return readBeyond(in, in.readLong(), in.readLong());
  }

  /** R is −1 or more. Where sizes follow from more than T̂ and R, it is written as −3 − R. */
  static long rowsOf(StepSizes sizes) {
    return isPlain(sizes) ? sizes.rows() : -3 - sizes.rows();
  }

  private static boolean isPlain(StepSizes sizes) {
    return sizes.others().isEmpty()
        && !sizes.drafted()
        && sizes.beside().equals(StepSizes.Beside.NONE);
  }

  static void writeBeyond(WireWriter out, StepSizes sizes) {
    if (isPlain(sizes)) {
      return;
    }
    writeNumbers(out, sizes.others());
    out.writeZigzag(sizes.draftTokens());
    out.writeZigzag(sizes.drafts());
    out.writeZigzag(sizes.beside().embedded());
    writeNumbers(out, sizes.beside().patches());
    writeNumbers(out, sizes.beside().gathered());
    writeNumbers(out, sizes.beside().prompts());
    out.writeVarint(sizes.beside().doubts());
  }

  private static void writeNumbers(WireWriter out, List<Long> numbers) {
    out.writeVarint(numbers.size());
    numbers.forEach(out::writeVarint);
  }

  private static List<Long> readNumbers(WireReader in) throws MalformedRecordException {
    long size = in.readVarint();
    List<Long> numbers = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      numbers.add(in.readVarint());
    }
    return numbers;
  }

  static StepSizes readBeyond(WireReader in, long tokens, long rows)
      throws MalformedRecordException {
    if (rows >= StepSizes.UNKNOWN) {
      return new StepSizes(tokens, rows);
    }
    return new StepSizes(
        tokens,
        -3 - rows,
        readNumbers(in),
        in.readZigzag(),
        in.readZigzag(),
        new StepSizes.Beside(
            in.readZigzag(), readNumbers(in), readNumbers(in), readNumbers(in), in.readVarint()));
  }

  private static final int COMPLETE = 1;
  private static final int SLIPPED = 2;

  /** Whether a pass is complete as it always was; the byte says, too, whether slips follow it. */
  static void writeComplete(WireWriter out, boolean complete, List<Slip> slips) {
    out.writeByte((complete ? COMPLETE : 0) | (slips.isEmpty() ? 0 : SLIPPED));
    if (!slips.isEmpty()) {
      writeSlips(out, slips);
    }
  }

  static boolean isComplete(byte flags) {
    return (flags & COMPLETE) != 0;
  }

  static List<Slip> slipsAfter(byte flags, WireReader in) throws MalformedRecordException {
    return (flags & SLIPPED) == 0 ? List.of() : readSlips(in);
  }

  static void writeSlips(WireWriter out, List<Slip> slips) {
    out.writeArray(slips, CallFields::writeSlip);
  }

  static List<Slip> readSlips(WireReader in) throws MalformedRecordException {
    return in.readArray(CallFields::readSlip);
  }

  /** Words, so that one that a newer release knows is told from the others. */
  static void writeWords(WireWriter out, Slip.Kind kind, Purpose purpose) {
    out.writeString(kind.label());
    out.writeString(purpose.label());
  }

  static Slip.Kind readSlipKind(WireReader in) throws MalformedRecordException {
    return word(Slip.Kind.values(), Slip.Kind::label, in.readString(), Slip.Kind.MORE);
  }

  static Purpose readPurpose(WireReader in) throws MalformedRecordException {
    return word(Purpose.values(), Purpose::label, in.readString(), Purpose.OPTIONAL);
  }

  static void writeSlip(WireWriter out, Slip slip) {
    writeWords(out, slip.kind(), slip.purpose());
    out.writeZigzag(slip.firstLayer());
    out.writeZigzag(slip.lastLayer());
    out.writeZigzag(slip.term());
    out.writeOptional(slip.expected(), CallFields::writeKind);
    out.writeOptional(slip.seen(), CallFields::writeKind);
    out.writeVarint(slip.count());
  }

  static Slip readSlip(WireReader in) throws MalformedRecordException {
    return new Slip(
        readSlipKind(in),
        readPurpose(in),
        (int) in.readZigzag(),
        (int) in.readZigzag(),
        (int) in.readZigzag(),
        in.readOptional(CallFields::readKind),
        in.readOptional(CallFields::readKind),
        in.readVarint());
  }

  private static <T> T word(T[] all, Function<T, String> label, String word, T otherwise) {
    return Arrays.stream(all)
        .filter(one -> label.apply(one).equals(word))
        .findFirst()
        .orElse(otherwise);
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

  /** A step as its engine told it beside the calls of a rank. */
  static void writeStep(WireWriter out, Iteration step) {
    out.writeLong(step.endNs());
    out.writeLong(step.elapsedNs());
    out.writeInt(step.contextRequests());
    out.writeLong(step.contextTokens());
    out.writeInt(step.generationRequests());
    out.writeLong(step.generationTokens());
  }

  static Iteration readStep(WireReader in) throws MalformedRecordException {
    return new Iteration(
        "",
        0,
        0,
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readLong(),
        in.readInt(),
        in.readLong(),
        false);
  }
}
