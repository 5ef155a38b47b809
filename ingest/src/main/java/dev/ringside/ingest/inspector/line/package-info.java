/**
 * Lines of NCCL Inspector and its relatives, parsed without an object a call: bytes in, one
 * reusable record out. Knows how a line is written, and nothing of files, ranks and calls.
 *
 * <p>Ten types, because what the parser must not allocate it keeps in small tables of its own.
 */
package dev.ringside.ingest.inspector.line;
