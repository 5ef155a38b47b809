/**
 * The planner: what a workload will communicate on a deployment, pass by pass, with transports and
 * seconds. Used by {@code plan} and {@code advise}.
 */
package dev.ringside.core.plan;
