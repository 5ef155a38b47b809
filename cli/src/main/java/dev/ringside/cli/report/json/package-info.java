/**
 * Results as JSON for scripts; each document names its schema.
 *
 * <p>The commands ask for them. All are written through one writer, which holds the rules: nothing
 * unknown is a number, no exponents.
 */
package dev.ringside.cli.report.json;
