/** What is shown: totals that only move forward, the last window, and a budget of label sets. */
package dev.ringside.exporter.series;
