/**
 * JSON as profilers write it, read as a stream: strict about its structure, lenient about what
 * stands in it, and fast where most of it is of no interest.
 */
package dev.ringside.ingest.kineto.json;
