/**
 * Puts a report where the user wants it: the table on the terminal, the JSON in a file or a pipe.
 *
 * <p>One type, because it is the only place where both forms meet; {@code replay} and {@code demo}
 * use it.
 */
package dev.ringside.cli.report;
