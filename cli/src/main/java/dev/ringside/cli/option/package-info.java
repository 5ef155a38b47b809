/**
 * Options and option values that several commands share. Used by {@code cli.command} and {@code
 * cli.simulate}.
 */
package dev.ringside.cli.option;
