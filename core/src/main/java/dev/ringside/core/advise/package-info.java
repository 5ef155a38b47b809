/**
 * Compares parallel layouts for a model, a GPU and a goal, and says which to choose and why. Used by
 * {@code ringside advise}.
 *
 * <p>Eleven types: the question, the answer and the terms of one cost model, which are read
 * together.
 */
package dev.ringside.core.advise;
