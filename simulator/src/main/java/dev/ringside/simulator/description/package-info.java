/** Scenarios as people write them: YAML, every complaint one line that names file and line. */
package dev.ringside.simulator.description;
