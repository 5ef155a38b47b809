/**
 * The paths that are compared, how one run of each is timed, and how its answer is checked. Used by
 * the rounds in {@code run}.
 */
package dev.ringside.bench.path;
