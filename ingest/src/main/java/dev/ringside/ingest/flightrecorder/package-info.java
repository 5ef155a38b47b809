/**
 * Dumps of PyTorch's Flight Recorder, as JSON and as pickle: the last calls of a rank and how far
 * each has come. One file is of one rank; who waits for whom is only known from all of them.
 */
package dev.ringside.ingest.flightrecorder;
