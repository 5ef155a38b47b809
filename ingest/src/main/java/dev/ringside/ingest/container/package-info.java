/**
 * Recordings kept in containers of call batches: larger than memory, so read as they are played.
 */
package dev.ringside.ingest.container;
