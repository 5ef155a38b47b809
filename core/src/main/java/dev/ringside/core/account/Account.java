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
 * <p>In the totals of a live replica, calls of passes that have not ended are observed and in no
 * part yet: {@link #open}.
 *
 * <p>The calls of a record that could not be read cannot be counted, so such records are counted
 * instead, beside the sum.
 *
 * <p>Code makes accounts with the named factories. All but {@link #observed(long)} count calls as
 * observed and settled at once, so sums of them balance.
 *
 * <p>Reasons come from agents, so their number is bounded: an account keeps {@value #MOST_REASONS}
 * and counts the calls of any other under {@value #OTHER}. The sum stays exact.
 *
 * @param observed calls the agent saw and did not withhold, plus those it rejected
 * @param windowed calls counted in the window of their pass
 * @param incomplete calls of a pass cut off at the start or end of the recording
 * @param late calls whose window was closed when they came
 * @param duplicate calls of a batch that had come before
 * @param rejected calls or events refused, by reason
 * @param deadLetteredRecords records that could not be read
 */
public record Account(
    long observed,
    long windowed,
    long incomplete,
    long late,
    long duplicate,
    SortedMap<String, Long> rejected,
    long deadLetteredRecords) {

  /** Reasons that an account tells apart. */
  public static final int MOST_REASONS = 32;

  /** The reason that stands for all others. */
  public static final String OTHER = "other";

  private static final SortedMap<String, Long> NONE = Collections.emptySortedMap();

  public static final Account EMPTY = new Account(0, 0, 0, 0, 0, NONE, 0);

  public Account {
    rejected = rejected.isEmpty() ? NONE : Collections.unmodifiableSortedMap(sum(NONE, rejected));
  }

  /** {@code calls} that came and are not settled yet: the only account that does not balance. */
  public static Account observed(long calls) {
    return new Account(calls, 0, 0, 0, 0, NONE, 0);
  }

  public static Account windowed(long calls) {
    return new Account(calls, calls, 0, 0, 0, NONE, 0);
  }

  public static Account incomplete(long calls) {
    return new Account(calls, 0, calls, 0, 0, NONE, 0);
  }

  public static Account late(long calls) {
    return new Account(calls, 0, 0, calls, 0, NONE, 0);
  }

  public static Account duplicate(long calls) {
    return new Account(calls, 0, 0, 0, calls, NONE, 0);
  }

  public static Account rejected(String reason, long calls) {
    return rejected(Map.of(reason, calls));
  }

  /** Calls refused, by reason. */
  public static Account rejected(Map<String, Long> calls) {
    return new Account(sum(calls), 0, 0, 0, 0, new TreeMap<>(calls), 0);
  }

  /**
   * Events that an agent refused, by its own words: those that are not a {@link RejectReason} count
   * as {@value #OTHER}.
   */
  public static Account refusedByAgent(SortedMap<String, Long> events) {
    SortedMap<String, Long> known = new TreeMap<>();
    events.forEach(
        (word, count) ->
            known.merge(RejectReason.isKnown(word) ? word : OTHER, count, Math::addExact));
    return rejected(known);
  }

  /** One record that could not be read. */
  public static Account poison() {
    return new Account(0, 0, 0, 0, 0, NONE, 1);
  }

  /** The same parts with nothing observed, for calls whose coming is counted independently. */
  public Account settledOnly() {
    return new Account(0, windowed, incomplete, late, duplicate, rejected, deadLetteredRecords);
  }

  public long rejectedCalls() {
    return sum(rejected);
  }

  private static long sum(Map<String, Long> calls) {
    return calls.isEmpty() ? 0 : calls.values().stream().reduce(0L, Math::addExact);
  }

  /** True if every observed call is in exactly one part. */
  public boolean balances() {
    return open() == 0;
  }

  /** Calls that came and are not settled yet: those of passes that have not ended. */
  public long open() {
    return observed - windowed - incomplete - late - duplicate - rejectedCalls();
  }

  /** The same parts when so many calls have come; not fewer than are observed already. */
  public Account arrived(long calls) {
    return calls <= observed
        ? this
        : new Account(calls, windowed, incomplete, late, duplicate, rejected, deadLetteredRecords);
  }

  /**
   * The sum of both. Reasons of this account keep their names before those of {@code other}.
   *
   * @throws ArithmeticException if a part overflows: a sum is exact or none
   */
  public Account plus(Account other) {
    return new Account(
        Math.addExact(observed, other.observed),
        Math.addExact(windowed, other.windowed),
        Math.addExact(incomplete, other.incomplete),
        Math.addExact(late, other.late),
        Math.addExact(duplicate, other.duplicate),
        other.rejected.isEmpty() ? rejected : sum(rejected, other.rejected),
        Math.addExact(deadLetteredRecords, other.deadLetteredRecords));
  }

  private static SortedMap<String, Long> sum(
      SortedMap<String, Long> known, SortedMap<String, Long> more) {
    TreeMap<String, Long> sum = new TreeMap<>(known);
    more.forEach((reason, calls) -> sum.merge(nameIn(sum, reason), calls, Math::addExact));
    return sum;
  }

  private static String nameIn(SortedMap<String, Long> kept, String reason) {
    int named = kept.size() - (kept.containsKey(OTHER) ? 1 : 0);
    return named < MOST_REASONS || kept.containsKey(reason) ? reason : OTHER;
  }
}
