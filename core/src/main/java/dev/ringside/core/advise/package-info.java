/**
 * Compares parallel layouts for a model, a GPU and a goal, and says which to choose and why. Used by
 * {@code ringside advise}.
 */
package dev.ringside.core.advise;
