package dev.ringside.schemas.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaParser;

/** The schemas as people edit them, and the released ones beside them, as files. */
final class SchemaFiles {

  /** Records that travel, each with a history; the other files hold types they share. */
  static final List<String> RECORDS =
      List.of(
          "CallBatch",
          "DeadLetter",
          "Deployment",
          "FindingRecord",
          "IterationBatch",
          "WindowReport");

  private static final Path MODULE = Path.of(System.getProperty("ringside.repository"), "schemas");
  private static final Path SOURCES = MODULE.resolve("src/main/avro");
  private static final Path HISTORY =
      MODULE.resolve("src/main/resources/dev/ringside/schemas/history");

  private SchemaFiles() {}

  /** The schemas of src/main/avro by name, the types they refer to inlined. */
  static Map<String, Schema> sources() {
    SchemaParser parser = new SchemaParser();
    Map<String, SchemaParser.ParseResult> parsed = new TreeMap<>();
    for (Path file : sourceFiles()) {
      String name = file.getFileName().toString().replace(".avsc", "");
      try {
        parsed.put(name, parser.parse(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return parsed.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().mainSchema()));
  }

  /** A type must be read before those that refer to it. */
  private static List<Path> sourceFiles() {
    return files(SOURCES).stream()
        .sorted(Comparator.comparing(file -> !file.getParent().endsWith("shared")))
        .toList();
  }

  /** All released files by their path in the history, {@code CallBatch/1.avsc} and on. */
  static Map<String, Path> released() {
    return files(HISTORY).stream()
        .collect(
            Collectors.toMap(
                file -> HISTORY.relativize(file).toString().replace('\\', '/'),
                file -> file,
                (one, other) -> one,
                TreeMap::new));
  }

  /** Puts {@code schema} into the history as this version, for a commit to release it. */
  static void release(String name, int version, Schema schema) {
    Path file = HISTORY.resolve(name).resolve(version + ".avsc");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text(schema) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A schema as its released file has it. */
  static String text(Schema schema) {
    return SchemaFormatter.format("json/pretty", schema);
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
