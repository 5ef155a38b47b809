/**
 * What {@code ringside bench} measures: rounds of all paths, growth, a cluster, a live run. Used by
 * the command line and the reports.
 */
package dev.ringside.bench.run;
