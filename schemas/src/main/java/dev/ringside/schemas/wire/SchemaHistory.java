package dev.ringside.schemas.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Every schema of one record, oldest first, so that a reader understands records that any release
 * wrote. This release writes the last one.
 *
 * <p>The schemas are files {@code history/<Name>/<version>.avsc} on the class path, with versions
 * from 1 without a gap. A file never changes (held by SchemaHistoryTest).
 */
public final class SchemaHistory {

  private final List<Schema> versions;
  private final Map<Long, Schema> byFingerprint;

  SchemaHistory(List<Schema> versions) {
    this.versions = List.copyOf(versions);
    this.byFingerprint =
        this.versions.stream()
            .collect(Collectors.toUnmodifiableMap(SchemaHistory::fingerprintOf, schema -> schema));
  }

  static SchemaHistory of(String name) {
    List<Schema> versions = new ArrayList<>();
    for (int version = 1; ; version++) {
      Optional<Schema> schema = read("/dev/ringside/schemas/history/%s/%d.avsc", name, version);
      if (schema.isEmpty()) {
        break;
      }
      versions.add(schema.get());
    }
    if (versions.isEmpty()) {
      throw new IllegalStateException("no schema of %s on the class path".formatted(name));
    }
    return new SchemaHistory(versions);
  }

  private static Optional<Schema> read(String pattern, String name, int version) {
    String resource = pattern.formatted(name, version);
    try (InputStream in = SchemaHistory.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(in));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  List<Schema> versions() {
    return versions;
  }

  Schema current() {
    return versions.get(versions.size() - 1);
  }

  Optional<Schema> byFingerprint(long fingerprint) {
    return Optional.ofNullable(byFingerprint.get(fingerprint));
  }

  /** CRC-64-AVRO of the schema's parsing canonical form. */
  public static long fingerprintOf(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }
}
