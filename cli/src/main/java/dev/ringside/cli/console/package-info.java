/**
 * Where a command writes, how it shows progress, stops and fails, and the exit codes. Used by every
 * command.
 */
package dev.ringside.cli.console;
