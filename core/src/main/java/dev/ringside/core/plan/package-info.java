/**
 * The planner: what a workload will communicate on a deployment, pass by pass, with transports and
 * seconds. Used by {@code plan} and {@code advise}.
 *
 * <p>Nine types: the passes of a workload, of engines and of replicas of attention, and the rows
 * they add up to.
 */
package dev.ringside.core.plan;
