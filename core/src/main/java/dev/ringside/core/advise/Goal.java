package dev.ringside.core.advise;

import java.util.Comparator;
import java.util.Locale;

/** What a layout is wanted for. */
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

  /** Best first; of equals the fewer ranks a replica. */
  Comparator<Candidate> order() {
    return order.thenComparingInt(candidate -> candidate.deployment().layout().ranksPerReplica());
  }

  /** How many times worse {@code candidate} is than {@code best}; infinite against nothing. */
  double ratio(Candidate candidate, Candidate best) {
    return switch (this) {
      case TTFT -> candidate.ttft().seconds() / best.ttft().seconds();
      case TPOT -> candidate.tpot().seconds() / best.tpot().seconds();
      case THROUGHPUT -> best.tokensPerSecond() / candidate.tokensPerSecond();
      case VOLUME -> (double) candidate.wireBytes() / best.wireBytes();
    };
  }

  /** True if it can only be told with a cost for every path. */
  public boolean needsTime() {
    return this != VOLUME;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
