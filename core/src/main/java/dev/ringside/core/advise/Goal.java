package dev.ringside.core.advise;

import java.util.Comparator;
import java.util.Locale;

/** What layouts are ranked by. */
public enum Goal {
  /** Time to first token: prefill. */
  TTFT(Comparator.comparingDouble(candidate -> candidate.ttft().seconds())),
  /** Time per output token: decode. */
  TPOT(Comparator.comparingDouble(candidate -> candidate.tpot().seconds())),
  /** Output tokens per second of the whole cluster. */
  THROUGHPUT(Comparator.comparingDouble(Candidate::tokensPerSecond).reversed()),
  /** Bytes that all ranks move for one round of the workload. */
  VOLUME(Comparator.comparingLong(Candidate::wireBytes));

  private final Comparator<Candidate> order;

  Goal(Comparator<Candidate> order) {
    this.order = order;
  }

  /** Best first; ties go to the layout with fewer ranks in a replica. */
  Comparator<Candidate> order() {
    return order.thenComparingInt(candidate -> candidate.deployment().layout().ranksPerReplica());
  }

  /** How many times worse {@code candidate} is than {@code best}; infinite if the best has 0. */
  double ratio(Candidate candidate, Candidate best) {
    return switch (this) {
      case TTFT -> candidate.ttft().seconds() / best.ttft().seconds();
      case TPOT -> candidate.tpot().seconds() / best.tpot().seconds();
      case THROUGHPUT -> best.tokensPerSecond() / candidate.tokensPerSecond();
      case VOLUME -> (double) candidate.wireBytes() / best.wireBytes();
    };
  }

  /** True if ranking needs a cost for every path. */
  public boolean needsTime() {
    return this != VOLUME;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
