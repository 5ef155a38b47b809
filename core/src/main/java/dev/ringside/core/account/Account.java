package dev.ringside.core.account;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where every call went. Each call that enters is counted in exactly one of the parts:
 *
 * <pre>observed = windowed + incomplete + late + duplicate + Σ rejected</pre>
 *
 * <p>A dead-lettered record could not be read, so its calls cannot be counted; records are counted
 * instead, beside the sum.
 *
 * @param observed calls the agent saw and did not withhold, plus those it rejected
 * @param windowed calls counted in the window of their pass
 * @param incomplete calls of a pass cut off at the start or end of the recording
 * @param late calls whose window was closed when they came
 * @param duplicate calls of a batch that had come before
 * @param rejected calls or events refused, by reason
 * @param deadLetteredRecords records nobody could read
 */
public record Account(
    long observed,
    long windowed,
    long incomplete,
    long late,
    long duplicate,
    SortedMap<String, Long> rejected,
    long deadLetteredRecords) {

  public static final Account EMPTY = new Account(0, 0, 0, 0, 0, Collections.emptySortedMap(), 0);

  public Account {
    rejected =
        rejected.isEmpty()
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
  }

  public long rejectedCalls() {
    return rejected.isEmpty() ? 0 : rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  /** True if every observed call is in exactly one part. */
  public boolean balances() {
    return observed == windowed + incomplete + late + duplicate + rejectedCalls();
  }

  public Account plus(Account other) {
    return new Account(
        observed + other.observed,
        windowed + other.windowed,
        incomplete + other.incomplete,
        late + other.late,
        duplicate + other.duplicate,
        sumOfRejected(other),
        deadLetteredRecords + other.deadLetteredRecords);
  }

  private SortedMap<String, Long> sumOfRejected(Account other) {
    if (other.rejected.isEmpty()) {
      return rejected;
    }
    TreeMap<String, Long> sum = new TreeMap<>(rejected);
    other.rejected.forEach((reason, calls) -> sum.merge(reason, calls, Long::sum));
    return sum;
  }

  /** {@code calls} observed and at once refused, by reason. */
  public static Account ofRejected(Map<String, Long> rejected) {
    TreeMap<String, Long> sorted = new TreeMap<>(rejected);
    long calls = sorted.values().stream().mapToLong(Long::longValue).sum();
    return new Account(calls, 0, 0, 0, 0, sorted, 0);
  }
}
