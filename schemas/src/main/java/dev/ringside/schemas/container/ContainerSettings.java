package dev.ringside.schemas.container;

import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.container.Compression;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a container is written.
 *
 * @param syncSeed determines the marker between blocks: the same seed and the same batches give the
 *     same file, byte by byte
 * @param metadata is added to the header, beside Ringside's and Avro's own; names that start with
 *     {@code avro.} or {@code ringside.container} are reserved
 */
public record ContainerSettings(
    long syncSeed, Compression compression, SortedMap<String, String> metadata) {

  /** The metadata that names the version of our layout. */
  public static final String VERSION_KEY = "ringside.container";

  /** What this release writes and reads. */
  public static final String VERSION = "1";

  static final RecordFormat BATCHES = RecordFormat.of("CallBatch");

  public ContainerSettings {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    for (String name : metadata.keySet()) {
      if (name.startsWith("avro.") || name.startsWith(VERSION_KEY)) {
        throw new IllegalArgumentException("metadata name %s is reserved".formatted(name));
      }
    }
  }

  /** Compressed, without metadata. */
  public static ContainerSettings of(long syncSeed) {
    return new ContainerSettings(syncSeed, Compression.ZSTD, Collections.emptySortedMap());
  }
}
