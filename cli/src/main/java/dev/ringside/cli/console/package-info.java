/**
 * Where a command writes, how it shows progress, stops and fails, and the exit codes. Used by every
 * command.
 *
 * <p>Nine types, because a failure's words and its exit code are decided in one place.
 */
package dev.ringside.cli.console;
