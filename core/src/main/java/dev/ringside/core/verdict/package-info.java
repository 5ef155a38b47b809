/**
 * Holds what was observed against the model, row by row, and comes to one verdict.
 *
 * <p>{@code books} asks for a {@link dev.ringside.core.verdict.Judgement} of every window and run.
 */
package dev.ringside.core.verdict;
