/**
 * Scenarios as people write them, in YAML; every complaint is one line that names file and line. Used
 * by the CLI.
 */
package dev.ringside.simulator.description;
