/**
 * The adviser: every layout of N GPUs, ranked for a goal, with the reason why each other one lost.
 * Used by {@code advise}.
 */
package dev.ringside.core.advise;
