package dev.ringside.core.report;

import java.util.OptionalLong;

/**
 * What a finding says beyond its sentence, for scripts: whose fault, since when, until when, and
 * what to do.
 *
 * @param sinceNs event time at which it began, nanoseconds since 1970; absent if not known
 * @param untilNs event time at which it was last seen; absent if not known
 * @param suggestion what to do, one sentence; empty for none
 */
public record Cause(
    Culprit culprit, OptionalLong sinceNs, OptionalLong untilNs, String suggestion) {

  /** Nothing is known. */
  public static final Cause NONE =
      new Cause(Culprit.NONE, OptionalLong.empty(), OptionalLong.empty(), "");

  Cause by(Culprit other) {
    return new Cause(other, sinceNs, untilNs, suggestion);
  }

  Cause since(long ns) {
    return new Cause(culprit, OptionalLong.of(ns), untilNs, suggestion);
  }

  Cause until(long ns) {
    return new Cause(culprit, sinceNs, OptionalLong.of(ns), suggestion);
  }

  Cause advising(String other) {
    return new Cause(culprit, sinceNs, untilNs, other);
  }
}
