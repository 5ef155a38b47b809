/** Wiring, and the process. */
package dev.ringside.exporter.main;
