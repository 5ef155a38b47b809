/**
 * Results for a terminal: a table and a few lines each.
 *
 * <p>The commands print them; {@code report.text} has the parts.
 */
package dev.ringside.cli.report.table;
