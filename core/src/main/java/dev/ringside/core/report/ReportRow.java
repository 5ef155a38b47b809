package dev.ringside.core.report;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.List;

/**
 * One line of expected against observed.
 *
 * <p>Key: (parallelism, stage, phase, collective, send elements, data type). All byte and duration
 * sums are those of one rank, the one that saw most.
 *
 * @param stage the issuing ranks' pipeline stage, −1 without a deployment
 * @param ranks that stage's ranks; a silent one counts 0 in {@code observedMin}
 * @param purposes what the calls are for, in the model's words, empty if unexpected
 * @param sendElements see {@link Collective}; −1 if the source did not tell
 * @param messageBytes nccl-tests size of one call; −1 if unknown
 * @param expectedPerRank −1 if there is no model to ask
 * @param wireBytes observed count × message size × nccl-tests factor
 * @param durations all ranks' calls, nanoseconds
 */
public record ReportRow(
    Parallelism parallelism,
    int stage,
    List<Integer> ranks,
    Phase phase,
    PhaseSource phaseSource,
    List<String> purposes,
    Collective collective,
    long sendElements,
    DataType dataType,
    List<Transport> transports,
    long messageBytes,
    long observedMin,
    long observedMax,
    long expectedPerRank,
    long observedBytes,
    long expectedBytes,
    long wireBytes,
    long expectedWireBytes,
    double busFactor,
    long durationNs,
    ExponentialHistogram durations,
    Verdict verdict) {

  public static final long UNKNOWN = -1;

  public ReportRow {
    ranks = List.copyOf(ranks);
    purposes = List.copyOf(purposes);
    transports = List.copyOf(transports);
  }

  /**
   * algbw in bytes per second: message bytes over wall time of the rank that saw most, 0 if none.
   */
  public double algorithmBandwidth() {
    return durationNs > 0 ? observedBytes / (durationNs / 1e9) : 0;
  }

  /** busbw in bytes per second: algbw × nccl-tests factor, comparable with link speed. */
  public double busBandwidth() {
    return algorithmBandwidth() * busFactor;
  }

  public ReportRow withVerdict(Verdict other) {
    return new ReportRow(
        parallelism,
        stage,
        ranks,
        phase,
        phaseSource,
        purposes,
        collective,
        sendElements,
        dataType,
        transports,
        messageBytes,
        observedMin,
        observedMax,
        expectedPerRank,
        observedBytes,
        expectedBytes,
        wireBytes,
        expectedWireBytes,
        busFactor,
        durationNs,
        durations,
        other);
  }
}
