/**
 * Comparison of an output with a stored file, to the byte. Used by tests of every module.
 *
 * <p>One type: {@code GoldenFiles} is complete in itself, and no other package is about files that
 * are compared.
 */
package dev.ringside.testkit.golden;
