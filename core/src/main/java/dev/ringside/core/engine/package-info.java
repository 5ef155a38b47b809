/**
 * What an engine tells of its own passes, joined live with those that calls show: counts from both
 * sides for each window of a replica.
 *
 * <p>Of four types: the join, its state as data, and the two kinds of passes that wait in it.
 */
package dev.ringside.core.engine;
