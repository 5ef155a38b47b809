package dev.ringside.ingest.iterations;

/** Reads lines of one format, each on its own; holds no state, so several threads may share it. */
interface IterationLines {

  /** Tells {@code sink} what the line says; of a line of another kind nothing. */
  void read(String line, IterationSink sink);
}
