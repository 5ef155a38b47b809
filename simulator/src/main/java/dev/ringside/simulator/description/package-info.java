/**
 * Scenario files: what the simulator plays, as YAML; and the scenarios that come with the program.
 * Used by {@code simulate} and {@code demo}. More than eight types because each section of the file
 * has a class of its own.
 */
package dev.ringside.simulator.description;
