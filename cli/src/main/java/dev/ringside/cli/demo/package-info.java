/**
 * What {@code ringside demo} does: it replays the bundled recording or simulates a scenario, in one
 * process. Used by its command.
 */
package dev.ringside.cli.demo;
