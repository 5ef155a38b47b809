/**
 * Follows a folder of growing logs: each complete line once, whatever happens to the files, and a
 * position that survives a restart. Knows files and bytes; what a line says is not its business.
 *
 * <p>Nine types, because a position, a life and an open text each have one.
 */
package dev.ringside.ingest.tail;
