/**
 * Data sheets of GPUs. Used by the planner, the advisor and the simulator.
 *
 * <p>One type: a closed table that no other package owns; four of them read it.
 */
package dev.ringside.core.hardware;
