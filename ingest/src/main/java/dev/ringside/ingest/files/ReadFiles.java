package dev.ringside.ingest.files;

import dev.ringside.ingest.recording.Recording;
import java.util.List;

/**
 * A recording, read and checked.
 *
 * @param ignored files that are left aside; by name
 */
public record ReadFiles<R extends Recording>(R recording, List<IgnoredFile> ignored) {

  public ReadFiles {
    ignored = List.copyOf(ignored);
  }
}
