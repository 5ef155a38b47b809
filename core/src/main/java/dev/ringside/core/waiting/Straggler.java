package dev.ringside.core.waiting;

/**
 * A rank that the others of its tensor group waited for in most passes of a span.
 *
 * @param stage of the group
 * @param place of the rank in the group, its lane
 * @param sinceNs end of the first pass in which it was late
 * @param untilNs end of the last one
 * @param passes of the span
 * @param late those in which it was late
 * @param inOneCall late passes of the span of which one call has most of the wait
 * @param medianNs how long all others waited for it, a late pass
 * @param p90Ns the same that one late pass in ten exceeds
 * @param share of the span that all others waited, at least
 */
public record Straggler(
    int stage,
    int place,
    long sinceNs,
    long untilNs,
    long passes,
    long late,
    long inOneCall,
    long medianNs,
    long p90Ns,
    double share) {

  /** The same, known to have begun at {@code ns}. */
  public Straggler since(long ns) {
    return new Straggler(
        stage, place, ns, untilNs, passes, late, inOneCall, medianNs, p90Ns, share);
  }

  /** True if the wait sits in one call of a pass, such as the first: the rank begins late. */
  public boolean beginsLate() {
    return 2 * inOneCall > late;
  }
}
