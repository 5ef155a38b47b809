/**
 * Dumps of PyTorch's Flight Recorder, as JSON and as pickle: the last calls of a rank and how far
 * each has come. One file is of one rank; who waits for whom is only known from all of them.
 *
 * <p>Thirteen types: two forms of one document, read by small parts, and two views of it; visible
 * outside are the reader and {@link dev.ringside.ingest.flightrecorder.FlightRecorderDumps}.
 */
package dev.ringside.ingest.flightrecorder;
