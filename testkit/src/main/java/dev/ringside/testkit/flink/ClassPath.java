package dev.ringside.testkit.flink;

import dev.ringside.testkit.process.TetheredMain;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The jars that a JVM is started with. */
record ClassPath(List<String> entries) {
  /**
   * What a Flink distribution does not contain: our modules, the connector, Kafka, formats, and all
   * else that a job jar must bring.
   */
  private static final Pattern NOT_IN_A_DISTRIBUTION =
      Pattern.compile(
          "(core|schemas|describe|ingest|simulator|exporter|cli|testkit|flink-jobs|benchmarks)-\\d.*"
              + "|flink-connector-(base|kafka)-.*|flink-avro-.*|flink-test-.*|.*-tests\\.jar"
              + "|kafka.*|.*scala-.*|avro-.*|jackson-.*|zstd-jni-.*|picocli-.*"
              + "|junit-.*|assertj-.*|archunit-.*|byte-buddy-.*|mockito-.*");

  /** The Flink part of this JVM's class path, and the tether. */
  static ClassPath ofFlink() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isRegularFile(path)
          && !NOT_IN_A_DISTRIBUTION.matcher(path.getFileName().toString()).matches()) {
        entries.add(entry);
      }
    }
    entries.add(tether());
    return new ClassPath(List.copyOf(entries));
  }

  private static String tether() {
    try {
      return Path.of(TetheredMain.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
