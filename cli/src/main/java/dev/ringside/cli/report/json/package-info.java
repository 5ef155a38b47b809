/**
 * Results as JSON for scripts, asked for by the commands; each document names its schema. One
 * writer holds the rules: nothing unknown is a number, no exponents.
 *
 * <p>Nine types: each document has a writer of its own.
 */
package dev.ringside.cli.report.json;
