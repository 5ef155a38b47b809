/**
 * What is in a set of files, for a terminal. Printed by the command {@code inspect}.
 *
 * <p>One type: {@code report.table} is full, and its texts compare with a deployment.
 */
package dev.ringside.cli.inspect;
