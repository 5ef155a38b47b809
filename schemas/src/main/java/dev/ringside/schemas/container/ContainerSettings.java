package dev.ringside.schemas.container;

import dev.ringside.schemas.wire.Compression;
import dev.ringside.schemas.wire.RecordFormat;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a container is written.
 *
 * @param syncSeed decides the marker between blocks: the same seed and the same batches give the
 *     same file, byte by byte
 * @param metadata goes into the header beside Ringside's and Avro's own; names that begin with
 *     {@code avro.} or {@code ringside.container} are taken
 */
public record ContainerSettings(
    long syncSeed, Compression compression, SortedMap<String, String> metadata) {

  /** Where the header says by which rules of ours the file is laid out. */
  public static final String VERSION_KEY = "ringside.container";

  /** What this release writes and reads. */
  public static final String VERSION = "1";

  static final RecordFormat BATCHES = RecordFormat.of("CallBatch");

  public ContainerSettings {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    for (String name : metadata.keySet()) {
      if (name.startsWith("avro.") || name.startsWith(VERSION_KEY)) {
        throw new IllegalArgumentException("metadata %s is not free".formatted(name));
      }
    }
  }

  /** Packed, without metadata. */
  public static ContainerSettings of(long syncSeed) {
    return new ContainerSettings(syncSeed, Compression.ZSTD, Collections.emptySortedMap());
  }
}
