/**
 * The commands, one class each, and {@link dev.ringside.cli.command.Ringside}, the parser that
 * lists them. Used by {@code cli.main} and by tests.
 *
 * <p>More than eight types, because each command is one: a reader finds {@code ringside replay} in
 * {@code ReplayCommand}.
 */
package dev.ringside.cli.command;
