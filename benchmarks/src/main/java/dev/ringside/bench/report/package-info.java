/** Results as tables for people and as JSON for scripts. Used by the command line. */
package dev.ringside.bench.report;
