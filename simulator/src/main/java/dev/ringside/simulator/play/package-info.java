/**
 * Replicas stepping through time: scheduling, faults, padding, and what really happened. Used by
 * {@code Simulation}.
 */
package dev.ringside.simulator.play;
