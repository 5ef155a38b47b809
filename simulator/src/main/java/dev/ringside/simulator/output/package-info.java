/**
 * The files a simulation writes: batches in containers, Inspector logs, the truth. Used by {@code
 * ringside simulate}.
 */
package dev.ringside.simulator.output;
