/**
 * One replica at work: its ranks in teams, when they meet in a collective, and what disturbs them.
 * Used by the traffic of a pass and by {@code play}.
 */
package dev.ringside.simulator.replica;
