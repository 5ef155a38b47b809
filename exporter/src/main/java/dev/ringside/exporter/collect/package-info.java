/**
 * The table as Prometheus metrics, and the server of the page. The only package that knows
 * Prometheus; {@code main} starts the server.
 */
package dev.ringside.exporter.collect;
