/**
 * The words of a report: rows of expected against observed, findings, verdicts.
 *
 * <p>{@code verdict} and {@code books} write them; the exporter and the command line show them.
 *
 * <p>Ten types: a report's parts, and a finding with its kinds, its cause and its culprit.
 */
package dev.ringside.core.report;
