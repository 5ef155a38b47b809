/**
 * Compares what was observed with what the model expects, and words the verdict. Used by {@code
 * books}.
 *
 * <p>Eleven types: one says what a row comes to, and each kind of finding is worded in one of its
 * own.
 */
package dev.ringside.core.verdict;
