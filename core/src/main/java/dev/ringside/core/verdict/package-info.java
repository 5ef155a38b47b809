/**
 * Compares what was observed with what the model expects, and words the verdict. Used by {@code
 * books}.
 */
package dev.ringside.core.verdict;
