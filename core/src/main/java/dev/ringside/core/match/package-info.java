/**
 * Calls of several ranks put side by side: which calls can be compared, and what their durations
 * say about each rank's arrival. Used by {@code calibrate}.
 */
package dev.ringside.core.match;
