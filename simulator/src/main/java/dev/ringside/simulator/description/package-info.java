/**
 * Scenario files: what the simulator plays, in YAML, and the scenarios that come with the program.
 * Used by {@code simulate} and {@code demo}.
 *
 * <p>Nine types: each section of a scenario file has a class of its own.
 */
package dev.ringside.simulator.description;
