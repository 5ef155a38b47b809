/** Results as a table for people and as JSON for scripts. */
package dev.ringside.bench.report;
