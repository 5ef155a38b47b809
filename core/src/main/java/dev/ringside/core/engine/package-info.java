/**
 * What an engine tells of its own passes, joined live with those that calls show: counts from both
 * sides for each window of a replica.
 */
package dev.ringside.core.engine;
