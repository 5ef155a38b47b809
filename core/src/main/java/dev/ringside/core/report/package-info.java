/**
 * The words of a report: rows of expected against observed, findings, verdicts.
 *
 * <p>{@code verdict} and {@code books} write them; the exporter and the command line show them.
 */
package dev.ringside.core.report;
