/**
 * GPUs, and what a deployment takes of them: weights, memory, and compute time at their limits.
 * Used by routing, the closed forms and the adviser.
 */
package dev.ringside.core.hardware;
