/**
 * The main class. Used by the launcher script.
 *
 * <p>Two types: a main package only wires, starts, and knows the process's own streams.
 */
package dev.ringside.cli.main;
