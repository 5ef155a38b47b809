package dev.ringside.core.account;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why Ringside's own programs refuse a call or an event: a closed set, so that each reason can be
 * documented and counted. Accounts and batches carry the {@link #label}; agents of others may send
 * other words, which the job counts as {@code other}.
 */
public enum RejectReason {
  /** Reader of traces: the event has no start time. */
  TS_MISSING,
  /** Reader of traces: the start time is not a number. */
  TS_INVALID,
  /** Reader of traces: the event has no duration. */
  DUR_MISSING,
  /** Reader of traces: the duration is not a number. */
  DUR_INVALID,
  /** Reader of traces: the duration is negative. */
  DUR_NEGATIVE,
  /** Reader of traces: the event lies outside the times that a batch can hold. */
  TIME_OUT_OF_RANGE,
  /** Reader of traces: an entry of the list of events is not a JSON object. */
  NOT_AN_OBJECT,
  /** Reader of logs: the line is not a record of its format, or is torn. */
  LINE_INVALID,
  /** Reader of logs: the record does not say which rank it is of, and no line before it does. */
  NO_OWNER,
  /** Reader of logs: the line has lost its beginning, which says whose call it is. */
  HEAD_MISSING,
  /** Reader of logs: the line breaks off before all fields of the call. */
  FIELDS_MISSING,
  /** Job: the batch fills a gap, but later batches of its rank have already been used. */
  OUT_OF_ORDER,
  /** Job: the deployment has no such rank. */
  RANK_OUT_OF_RANGE,
  /** Job: the window has as many kinds of calls, or shapes of passes, as it may. */
  WINDOW_FULL,
  /** Job: the replica has as many open windows as it may, all of them earlier. */
  TOO_MANY_WINDOWS,
  /** Job: it failed on a batch of the replica, which began again without what was open. */
  INTERNAL_ERROR;

  private static final Set<String> WORDS =
      Arrays.stream(values()).map(RejectReason::label).collect(Collectors.toUnmodifiableSet());

  /** True for the words of this list. */
  public static boolean isKnown(String word) {
    return WORDS.contains(word);
  }

  /** True unless the job says this word: the call or event was refused where it was recorded. */
  public static boolean isOfAgent(String word) {
    return Arrays.stream(values())
        .filter(reason -> reason.compareTo(OUT_OF_ORDER) >= 0)
        .noneMatch(reason -> reason.label().equals(word));
  }

  /** The word in accounts, in batches and in the label {@code reason}: {@code dur_negative}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
