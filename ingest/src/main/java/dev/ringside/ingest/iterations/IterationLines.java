package dev.ringside.ingest.iterations;

/** Reads lines of one format, each on its own; holds no state, so several threads may share it. */
public interface IterationLines {

  /** Lines are not longer than this; a longer one is cut, and so rejected. */
  int LONGEST = 1 << 16;

  /** The format of a file that begins with {@code text}. */
  static IterationLines of(String text) {
    return text.stripLeading().startsWith("{") ? new ForwardPassMetrics() : new VllmIterations();
  }

  /** Tells {@code sink} what the line says; of a line of another kind nothing. */
  void read(String line, IterationSink sink);
}
