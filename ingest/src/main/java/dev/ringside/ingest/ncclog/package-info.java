/**
 * What NCCL writes with {@code NCCL_DEBUG=INFO} or {@code TRACE}, and RCCL alike: calls as they are
 * issued, with counts and types and without durations; which rank of which communicator a process
 * is. Lines may be torn, glued together, or left out by the program that collected them.
 *
 * <p>Ten types: finding parts of lines, keeping what they say, and telling ranks are apart.
 */
package dev.ringside.ingest.ncclog;
