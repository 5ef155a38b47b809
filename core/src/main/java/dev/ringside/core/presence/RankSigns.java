package dev.ringside.core.presence;

import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Progress;
import dev.ringside.core.progress.Standing;

/**
 * The last that a live rank said of itself.
 *
 * @param heardNs when the broker appended its last batch
 * @param markNs by its own clock: it has said everything up to here
 * @param busyNs how long the replica had been busy ({@link Signs}) when a call of this rank came
 *     last, or when it was first heard after a silence
 * @param midPass true if its last call was in the middle of a forward pass
 * @param ended true if it has said that nothing follows
 */
public record RankSigns(
    long heardNs,
    long markNs,
    long busyNs,
    boolean midPass,
    boolean ended,
    Progress progress,
    Place place) {

  /** True if it has been heard at {@code sinceNs} of the broker's time or later, and goes on. */
  boolean reports(long sinceNs) {
    return !ended && heardNs >= sinceNs;
  }

  /** True if it says that a call of it is open. */
  boolean waits() {
    return !progress.open().isEmpty();
  }

  /** How long a call has been open, by the rank's own clock; 0 if that is not known. */
  long openForNs(OpenCall call) {
    return call.sinceNs() == 0 || markNs == Long.MIN_VALUE
        ? 0
        : Math.max(0, markNs - call.sinceNs());
  }

  /** True if no call of the rank is known to have ended after this one. */
  boolean isLatest(Standing standing) {
    return progress.standings().stream().allMatch(other -> other.endNs() <= standing.endNs());
  }
}
