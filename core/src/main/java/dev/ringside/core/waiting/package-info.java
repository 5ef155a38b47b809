/**
 * Which rank the others wait for: in a collective that all ranks of a group leave together, who
 * spends the least time in it came last. Durations of single ranks are enough; no clocks are
 * compared. What is left without the waiting is how long the transfer took.
 *
 * <p>Twelve types: the sums of a group and of all of them over time, and for each of four questions
 * (who is late in passes, who in calls without passes, who stood still, what takes longer than it
 * did) what is summed or the search for it, and the answer.
 */
package dev.ringside.core.waiting;
