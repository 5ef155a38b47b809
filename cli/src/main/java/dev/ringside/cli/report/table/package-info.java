/**
 * Results for a terminal: a table and a few lines each.
 *
 * <p>The commands print them; {@code report.text} has the parts. Nine types, because each kind of
 * result has a table of its own.
 */
package dev.ringside.cli.report.table;
