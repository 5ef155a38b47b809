/**
 * The main class. Used by the launcher script.
 *
 * <p>One type: a main package only wires and starts.
 */
package dev.ringside.cli.main;
