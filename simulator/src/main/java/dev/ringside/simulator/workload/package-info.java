/**
 * Requests: drawn, listed or recorded, and their way through prefill and decode. Used by
 * schedulers.
 */
package dev.ringside.simulator.workload;
