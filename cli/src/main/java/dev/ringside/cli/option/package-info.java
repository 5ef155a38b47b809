/**
 * Options and option values that several commands share. Used by {@code cli.command} and {@code
 * cli.simulate}.
 *
 * <p>More than eight types, because each is one option or one kind of value, and all are shared.
 */
package dev.ringside.cli.option;
