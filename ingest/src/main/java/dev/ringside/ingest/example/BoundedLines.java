package dev.ringside.ingest.example;

import java.io.BufferedReader;
import java.io.IOException;

/** Lines of up to 16 Mi characters; a longer one ends there, and its rest is another line. */
record BoundedLines(BufferedReader text) {

  private static final int LONGEST = 1 << 24;

  /** Null at the end. */
  String next() throws IOException {
    int next = text.read();
    if (next < 0) {
      return null;
    }
    StringBuilder line = new StringBuilder();
    while (next >= 0 && next != '\n' && line.length() < LONGEST) {
      line.append((char) next);
      next = text.read();
    }
    return line.toString();
  }
}
