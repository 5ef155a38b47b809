/**
 * Puts a report where the user wants it: the table on the terminal, the JSON in a file or a pipe.
 *
 * <p>Two types: they are the only place where both forms meet. Used by replay, demo and calibrate.
 */
package dev.ringside.cli.report;
