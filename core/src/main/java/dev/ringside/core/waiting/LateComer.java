package dev.ringside.core.waiting;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;

/**
 * A rank that came last to nearly every call of a communicator, in a recording without passes.
 *
 * @param calls of which the durations on all ranks could be put side by side
 * @param late those to which it came last
 * @param sinceNs start of the first of them, by its own clock
 * @param untilNs end of the last of them
 * @param medianNs how long at least all others waited for it, in those
 * @param p90Ns the same that one of ten exceeds
 * @param share of the recording that all others waited in those calls, at least
 */
public record LateComer(
    Communicator communicator,
    Collective collective,
    int rank,
    long calls,
    long late,
    long sinceNs,
    long untilNs,
    long medianNs,
    long p90Ns,
    double share) {}
