/**
 * Which of the operator's files are recordings, by which reader, and reading them: the way in for
 * every command that takes paths. {@code TraceReaders} lists all formats.
 */
package dev.ringside.ingest.files;
