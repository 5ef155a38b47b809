/**
 * Which rank of the job a process is, told from the communicators that it and others are members
 * of. How lines are written is in {@code line}, what a process's lines say of its calls in {@code
 * process}, files that have ended in {@code file}, files that grow in {@code live}.
 */
package dev.ringside.ingest.inspector;
