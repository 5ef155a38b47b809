package dev.ringside.ingest.recording;

/** Hears how far the reading of a recording is. Called by several threads, one at a time. */
@FunctionalInterface
public interface ReadProgress {

  ReadProgress SILENT = (bytesRead, bytesTotal) -> {};

  /** {@code bytesRead} of {@code bytesTotal}, as stored on disk, never going back. */
  void at(long bytesRead, long bytesTotal);
}
