/**
 * The faults of a scenario: which kind, when, how severe, and whose fault it is. Used by scenarios
 * and by the code that applies them.
 */
package dev.ringside.simulator.fault;
