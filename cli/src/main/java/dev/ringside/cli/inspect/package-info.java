/**
 * What is in a set of files, for a terminal and as JSON. Printed by the command {@code inspect}.
 *
 * <p>Two types: they know files, of which {@code report} knows nothing.
 */
package dev.ringside.cli.inspect;
