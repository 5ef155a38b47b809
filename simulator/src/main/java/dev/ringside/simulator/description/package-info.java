/**
 * Scenarios as people write them, in YAML; every complaint is one line that names file and line. Used
 * by the CLI.
 *
 * <p>Nine types: one for each section of a scenario file, and the catalog of those that are shipped.
 */
package dev.ringside.simulator.description;
