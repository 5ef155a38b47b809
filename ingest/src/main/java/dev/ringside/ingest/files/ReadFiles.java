package dev.ringside.ingest.files;

import dev.ringside.ingest.recording.Recording;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A recording, read and checked.
 *
 * @param ignored files that are left aside; by name
 * @param rowWidths elements of a row of all-reduces, as far as the files say, and how many had it
 */
public record ReadFiles<R extends Recording>(
    R recording, List<IgnoredFile> ignored, SortedMap<Long, Long> rowWidths) {

  public ReadFiles {
    ignored = List.copyOf(ignored);
    rowWidths = Collections.unmodifiableSortedMap(new TreeMap<>(rowWidths));
  }

  public ReadFiles(R recording, List<IgnoredFile> ignored) {
    this(recording, ignored, new TreeMap<>());
  }
}
