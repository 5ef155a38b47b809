/**
 * What {@code ringside simulate} does: it simulates a scenario and counts, stores or publishes the
 * calls. Used by its command and by the demo.
 */
package dev.ringside.cli.simulate;
