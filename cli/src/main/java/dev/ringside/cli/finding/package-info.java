/**
 * What is wrong in a running cluster, as {@code findings}, {@code explain} and {@code reports} show
 * it: read from the job's topics.
 */
package dev.ringside.cli.finding;
