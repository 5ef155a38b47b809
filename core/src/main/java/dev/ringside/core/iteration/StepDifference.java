package dev.ringside.core.iteration;

/**
 * A step of a rank of which the engine tells something else than the rank's calls show.
 *
 * @param pass counts the rank's passes from 0, as its calls show them; of a step without calls, the
 *     pass that comes after it
 * @param told what the engine tells
 * @param tokens T̂ that the calls show, {@link Iteration#UNKNOWN} if there are none
 * @param rows R that they show, {@link Iteration#UNKNOWN} if it is not visible
 */
public record StepDifference(long pass, Iteration told, long tokens, long rows) {}
