/**
 * Files of several formats that recorded the same run: the best of them is what is read, and what
 * it lacks the others fill. Knows formats only by what their calls have.
 */
package dev.ringside.ingest.mixture;
