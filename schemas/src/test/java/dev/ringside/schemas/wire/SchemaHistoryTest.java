package dev.ringside.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.schemas.golden.GoldenFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keeps the schemas people edit, the released ones and their hashes in step.
 *
 * <p>To release a change: edit src/main/avro, run this test with {@code
 * -Dringside.golden=regenerate}, which writes the next version into the history, and add the line
 * the next run asks for to released.sha256.
 */
class SchemaHistoryTest {

  static Iterable<String> records() {
    return SchemaFiles.RECORDS;
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatPeopleEditIsWhatTheLatestReleaseHolds(String name) throws IOException {
    SchemaHistory history = SchemaHistory.of(name);
    String edited = SchemaFiles.text(SchemaFiles.sources().get(name));
    String released = SchemaFiles.text(history.current());
    if (GoldenFile.isRegenerating() && !edited.equals(released)) {
      SchemaFiles.release(name, nextVersion(name), SchemaFiles.sources().get(name));
      return;
    }

    assertThat(edited)
        .as("src/main/avro/%s.avsc differs from its latest release; see this test's comment", name)
        .isEqualTo(released);
  }

  /** A version without a hash is not released yet and may still be rewritten. */
  private static int nextVersion(String name) throws IOException {
    int version = SchemaHistory.of(name).versions().size();
    return hashes().containsKey(name + "/" + version + ".avsc") ? version + 1 : version;
  }

  @Test
  void aReleasedSchemaNeverChanges() throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (Map.Entry<String, Path> file : SchemaFiles.released().entrySet()) {
      found.put(file.getKey(), sha256(Files.readAllBytes(file.getValue())));
    }

    assertThat(found).as("history against src/test/resources/released.sha256").isEqualTo(hashes());
  }

  @ParameterizedTest
  @MethodSource("records")
  void noVersionIsMissingAndNoneTheSame(String name) {
    long files =
        SchemaFiles.released().keySet().stream()
            .filter(file -> file.startsWith(name + "/"))
            .count();

    assertThat(SchemaHistory.of(name).versions())
        .hasSize((int) files)
        .extracting(SchemaHistory::fingerprintOf)
        .doesNotHaveDuplicates();
  }

  @Test
  void everyFieldAndTypeIsDocumented() {
    SchemaFiles.sources()
        .values()
        .forEach(schema -> NamedTypes.in(schema).values().forEach(this::assertDocumented));
  }

  private void assertDocumented(Schema type) {
    if (type.getType() == Schema.Type.RECORD) {
      assertThat(type.getDoc()).as(type.getName()).isNotBlank();
      assertThat(type.getFields())
          .allSatisfy(field -> assertThat(field.doc()).as(type + "." + field.name()).isNotBlank());
    }
  }

  @Test
  void timesAndBytesNameTheirUnit() {
    SchemaFiles.sources().values().stream()
        .flatMap(schema -> NamedTypes.in(schema).values().stream())
        .filter(type -> type.getType() == Schema.Type.RECORD)
        .flatMap(type -> type.getFields().stream())
        .forEach(
            field -> {
              if (field.name().endsWith("Ns")) {
                assertThat(field.doc()).as(field.name()).containsIgnoringCase("nanoseconds");
              }
              if (field.name().endsWith("Bytes")) {
                assertThat(field.doc()).as(field.name()).containsIgnoringCase("bytes");
              }
            });
  }

  @Test
  void everyEnumFallsBackToUnknown() {
    SchemaFiles.sources().values().stream()
        .flatMap(schema -> NamedTypes.in(schema).values().stream())
        .filter(type -> type.getType() == Schema.Type.ENUM)
        .forEach(
            type -> {
              assertThat(type.getEnumDefault()).as(type.getName()).isEqualTo("UNKNOWN");
              assertThat(type.getEnumSymbols().get(0)).isEqualTo("UNKNOWN");
            });
  }

  private static Map<String, String> hashes() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (InputStream in = SchemaHistoryTest.class.getResourceAsStream("/released.sha256")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("  ", -1))
          .forEach(parts -> hashes.put(parts[1], parts[0]));
    }
    return hashes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
