/** The table as Prometheus metrics, and the server of the page. */
package dev.ringside.exporter.collect;
