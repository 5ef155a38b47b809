/** The command line of the runner. */
package dev.ringside.bench.command;
