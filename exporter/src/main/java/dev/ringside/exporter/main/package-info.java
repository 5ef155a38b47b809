/**
 * Wiring, and the process. The command line starts {@link dev.ringside.exporter.main.Exporter} too.
 *
 * <p>Two types, because wiring is nothing else's room.
 */
package dev.ringside.exporter.main;
