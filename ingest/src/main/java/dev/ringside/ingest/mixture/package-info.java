/**
 * Files of several formats that recorded the same run: the best of them is what is read, and what
 * it lacks the others fill. Knows formats only by what their calls have.
 *
 * <p>Nine types, because what a source tells of all calls that are alike, what it tells of single
 * ones, and what stays open are three questions, and names, members and whole groups one each.
 */
package dev.ringside.ingest.mixture;
