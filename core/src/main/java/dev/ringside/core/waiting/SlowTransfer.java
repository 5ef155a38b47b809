package dev.ringside.core.waiting;

/**
 * Calls of a tensor group take longer than before though no rank is late.
 *
 * @param sinceNs start of the first slot in which they do
 * @param untilNs end of the last one
 * @param passes with such calls in that span
 * @param before passes that they are compared with
 * @param times how many times as long calls of the same size take
 * @param carriers how many ways of carrying calls are affected
 */
public record SlowTransfer(
    int stage, long sinceNs, long untilNs, long passes, long before, double times, int carriers) {

  /** The same, known to have begun at {@code ns}. */
  public SlowTransfer since(long ns) {
    return new SlowTransfer(stage, ns, untilNs, passes, before, times, carriers);
  }
}
