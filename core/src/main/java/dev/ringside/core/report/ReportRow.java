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
 * @param ranks that stage's ranks; a silent one counts 0 in {@code observedMin}
 * @param purposes what the calls are for, in the model's words, empty if unexpected
 * @param observedMin calls of the rank that saw fewest
 * @param observed traffic of the rank that saw most calls
 * @param expected of one rank; absent if there is no model to ask
 * @param timing the sum is of the rank that saw most calls, the durations are of all ranks
 */
public record ReportRow(
    RowKey key,
    PhaseSource phaseSource,
    List<Integer> ranks,
    List<String> purposes,
    List<Transport> transports,
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
    purposes = List.copyOf(purposes);
    transports = List.copyOf(transports);
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
    return with(ranks, other);
  }

  /** The same figures with another list of ranks beside them. */
  public ReportRow ofRanks(List<Integer> others) {
    return with(others, verdict);
  }

  private ReportRow with(List<Integer> otherRanks, Verdict other) {
    return new ReportRow(
        key,
        phaseSource,
        otherRanks,
        purposes,
        transports,
        message,
        observedMin,
        observed,
        expected,
        timing,
        other);
  }
}
