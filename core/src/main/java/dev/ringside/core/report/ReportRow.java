package dev.ringside.core.report;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One line of expected against observed.
 *
 * @param ranks that stage's ranks
 * @param absent those of them that were not recorded, or not to the end: what they did is not
 *     known, and is not 0. The figures are of the others; if there is no other, of what was seen
 * @param purposes what the calls are for, in the model's words, empty if unexpected
 * @param transports who carried what was seen
 * @param planned who should carry the calls, by the engine's rules; empty if that is not known
 * @param observedMin calls of the rank that saw fewest
 * @param observed traffic of the rank that saw most calls
 * @param expected of one rank; absent if there is no model to ask
 * @param timing the sum is of the rank that saw most calls, the durations are of all ranks
 */
public record ReportRow(
    RowKey key,
    PhaseSource phaseSource,
    List<Integer> ranks,
    List<Integer> absent,
    List<String> purposes,
    List<Transport> transports,
    List<Transport> planned,
    Message message,
    long observedMin,
    Traffic observed,
    Optional<Traffic> expected,
    Timing timing,
    Verdict verdict) {

  /** What stands for a number that is not known. */
  public static final long UNKNOWN = -1;

  /**
   * The size of one call.
   *
   * @param bytes in the nccl-tests sense; −1 if unknown
   * @param busFactor nccl-tests factor: wire bytes over message bytes; 0 if the group is unknown
   */
  public record Message(long bytes, double busFactor) {}

  public ReportRow {
    ranks = List.copyOf(ranks);
    absent = List.copyOf(absent);
    purposes = List.copyOf(purposes);
    transports = List.copyOf(transports);
    planned = List.copyOf(planned);
  }

  /** A row of calls of which is not known who should carry them. */
  public ReportRow(
      RowKey key,
      PhaseSource phaseSource,
      List<Integer> ranks,
      List<Integer> absent,
      List<String> purposes,
      List<Transport> transports,
      Message message,
      long observedMin,
      Traffic observed,
      Optional<Traffic> expected,
      Timing timing,
      Verdict verdict) {
    this(
        key,
        phaseSource,
        ranks,
        absent,
        purposes,
        transports,
        List.of(),
        message,
        observedMin,
        observed,
        expected,
        timing,
        verdict);
  }

  /** False if no rank of the row was recorded to the end. */
  public boolean isRecorded() {
    return ranks.isEmpty() || absent.size() < ranks.size();
  }

  /** False if nothing is known of any of its ranks: {@code observed} is then not 0 but unknown. */
  public boolean isKnown() {
    return isRecorded() || observed.calls() > 0;
  }

  /** True if calls were seen, but not how large they are: their bytes are not 0 but unknown. */
  public boolean hasUnseenBytes() {
    return message.bytes() < 0 && observed.bytes() == 0 && observed.calls() > 0;
  }

  public Parallelism parallelism() {
    return key.parallelism();
  }

  public int stage() {
    return key.stage();
  }

  public Phase phase() {
    return key.phase();
  }

  public Collective collective() {
    return key.collective();
  }

  public long sendElements() {
    return key.sendElements();
  }

  public DataType dataType() {
    return key.dataType();
  }

  public long messageBytes() {
    return message.bytes();
  }

  public long observedMax() {
    return observed.calls();
  }

  /** Calls of one rank, {@link #UNKNOWN} if there is no model to ask. */
  public long expectedPerRank() {
    return expected.map(Traffic::calls).orElse(UNKNOWN);
  }

  public ExponentialHistogram durations() {
    return timing.durations();
  }

  /** The running total these calls count in. */
  public SeriesKey seriesKey() {
    return new SeriesKey(
        key.parallelism(),
        key.stage(),
        key.phase(),
        key.collective(),
        key.dataType(),
        SeriesKey.sizeClassOf(message.bytes()));
  }

  /**
   * algbw in bytes per second: message bytes over time in the calls of the rank that saw most;
   * absent if no time was measured.
   */
  public OptionalDouble algorithmBandwidth() {
    return Timing.perSecond((double) observed.bytes(), timing.sumNs());
  }

  /** busbw in bytes per second: algbw × nccl-tests factor, comparable with link speed. */
  public OptionalDouble busBandwidth() {
    OptionalDouble rate = algorithmBandwidth();
    return rate.isPresent()
        ? OptionalDouble.of(rate.getAsDouble() * message.busFactor())
        : OptionalDouble.empty();
  }

  public ReportRow withVerdict(Verdict other) {
    return with(ranks, absent, other);
  }

  /** The same figures with other lists of ranks beside them. */
  public ReportRow ofRanks(List<Integer> others, List<Integer> absentOnes) {
    return with(others, absentOnes, verdict);
  }

  private ReportRow with(List<Integer> otherRanks, List<Integer> otherAbsent, Verdict other) {
    return new ReportRow(
        key,
        phaseSource,
        otherRanks,
        otherAbsent,
        purposes,
        transports,
        planned,
        message,
        observedMin,
        observed,
        expected,
        timing,
        other);
  }
}
