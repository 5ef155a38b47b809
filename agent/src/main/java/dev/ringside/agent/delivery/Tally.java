package dev.ringside.agent.delivery;

import dev.ringside.ingest.publish.DropReason;
import dev.ringside.ingest.publish.PublishCounts;
import dev.ringside.ingest.publish.PublishCounts.Amount;
import java.util.EnumMap;
import java.util.Map;

/** What became of the batches so far. Guarded by its owner's lock; the law is of the counts. */
final class Tally {

  private final Map<DropReason, Amount> dropped = new EnumMap<>(DropReason.class);
  private Amount offered = Amount.NONE;
  private Amount delivered = Amount.NONE;
  private Amount pending = Amount.NONE;

  void offered(Amount amount) {
    offered = offered.plus(amount);
    pending = pending.plus(amount);
  }

  void delivered(Amount amount) {
    settle(amount);
    delivered = delivered.plus(amount);
  }

  void dropped(Amount amount, DropReason why) {
    if (amount.batches() > 0) {
      settle(amount);
      dropped.merge(why, amount, Amount::plus);
    }
  }

  private void settle(Amount amount) {
    pending = less(pending, amount);
  }

  static Amount less(Amount from, Amount amount) {
    return new Amount(from.batches() - amount.batches(), from.calls() - amount.calls());
  }

  Amount pending() {
    return pending;
  }

  PublishCounts counts() {
    return new PublishCounts(offered, delivered, pending, dropped);
  }
}
