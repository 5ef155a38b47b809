/**
 * What text for a terminal is made of: columns, figures with units, colours.
 *
 * <p>{@code report.table} and the other commands' texts use it.
 */
package dev.ringside.cli.report.text;
