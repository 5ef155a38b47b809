/**
 * Live traffic drawn from a seed: what a replica serves by true time, what each rank's agents send
 * of it and when the broker appends that, and what honest reports of it must say.
 */
package dev.ringside.faults.traffic;
