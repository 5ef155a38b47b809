package dev.ringside.ingest.publish;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What became of the batches that were offered to a {@link Publisher}. Every batch is in exactly
 * one of the parts, and so is every call inside:
 *
 * <pre>offered = delivered + pending + Σ dropped</pre>
 *
 * <p>{@code offered}, {@code delivered} and each {@code dropped} never fall; {@code pending} is 0
 * after {@link Publisher#close}, but for what lies on disk for the next start, which counts it as
 * offered again.
 *
 * @param offered all that the agent offered
 * @param delivered acknowledged by Kafka
 * @param pending taken, and not yet delivered or dropped
 * @param dropped lost, by reason; reasons that did not occur are absent
 */
public record PublishCounts(
    Amount offered, Amount delivered, Amount pending, Map<DropReason, Amount> dropped) {

  /** A number of batches and of the calls in them. */
  public record Amount(long batches, long calls) {

    public static final Amount NONE = new Amount(0, 0);

    public Amount plus(Amount other) {
      return new Amount(batches + other.batches, calls + other.calls);
    }
  }

  public PublishCounts {
    EnumMap<DropReason, Amount> copy = new EnumMap<>(DropReason.class);
    copy.putAll(dropped);
    dropped = Collections.unmodifiableMap(copy);
  }

  /** What was dropped for {@code reason}. */
  public Amount dropped(DropReason reason) {
    return dropped.getOrDefault(reason, Amount.NONE);
  }

  /** True if every offered batch and call is in exactly one part. */
  public boolean balances() {
    Amount parts = delivered.plus(pending);
    for (Amount lost : dropped.values()) {
      parts = parts.plus(lost);
    }
    return offered.equals(parts);
  }
}
