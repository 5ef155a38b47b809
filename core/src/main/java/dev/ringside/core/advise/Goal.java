package dev.ringside.core.advise;

import java.util.Comparator;
import java.util.Locale;

/** What a layout is wanted for. */
public enum Goal {
  /** Time to first token: prefill. */
  TTFT(Comparator.comparingDouble(Candidate::ttftSeconds)),
  /** Time per output token: decode. */
  TPOT(Comparator.comparingDouble(Candidate::tpotSeconds)),
  /** Output tokens per second of the whole cluster. */
  THROUGHPUT(Comparator.comparingDouble(Candidate::tokensPerSecond).reversed()),
  /** Bytes that all ranks move for one round of the workload. */
  VOLUME(Comparator.comparingLong(Candidate::wireBytesOfCluster));

  private final Comparator<Candidate> order;

  Goal(Comparator<Candidate> order) {
    this.order = order;
  }

  /** Best first; of equals the fewer ranks a replica. */
  Comparator<Candidate> order() {
    return order.thenComparingInt(candidate -> candidate.deployment().layout().ranksPerReplica());
  }

  /** The figure this goal ranks by, smaller is better except for throughput. */
  public double figureOf(Candidate candidate) {
    return switch (this) {
      case TTFT -> candidate.ttftSeconds();
      case TPOT -> candidate.tpotSeconds();
      case THROUGHPUT -> candidate.tokensPerSecond();
      case VOLUME -> candidate.wireBytesOfCluster();
    };
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
