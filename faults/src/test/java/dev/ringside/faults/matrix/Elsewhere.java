package dev.ringside.faults.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Faults that tests of the ordinary build hold, in the module they are about. The table names them
 * so that no row is missing.
 *
 * @param tests names of test classes, which must be there
 */
record Elsewhere(String fault, List<String> tests) {

  private static final List<Elsewhere> ALL =
      List.of(
          new Elsewhere(
              "Names, reasons, sizes and sums beyond their bounds (D2–D5, D9–D11)",
              List.of("HostileRecordsIT")),
          new Elsewhere(
              "A corrupt byte, a torn end in a container",
              List.of("ContainerInputTest", "CallBatchContainerFuzz")),
          new Elsewhere(
              "Upgrade: stored savepoints and payloads",
              List.of("SavepointFixtureIT", "GoldenPayloadTest")),
          new Elsewhere(
              "Downgrade: an older reader, a newer writer and the reverse",
              List.of("SchemaPairsIT", "CompatibilityGateTest")),
          new Elsewhere(
              "Scrape storm: clients that send or read slowly, or not at all (D15)",
              List.of("SlowClientsTest", "MetricsServerTest")),
          new Elsewhere("A run that is broken off on either state backend", List.of("FaultsIT")),
          new Elsewhere(
              "Odd files and options of the command line (D16–D20)", List.of("BadInputIT")));

  static String table(Path repository) {
    return ALL.stream()
        .map(one -> "| %s | %s |%n".formatted(one.fault(), one.links(repository)))
        .collect(Collectors.joining());
  }

  private String links(Path repository) {
    return tests.stream().map(test -> link(repository, test)).collect(Collectors.joining(", "));
  }

  private static String link(Path repository, String test) {
    try (Stream<Path> files = Files.walk(repository)) {
      return files
          .filter(file -> file.endsWith(test + ".java"))
          .filter(file -> file.toString().contains("/src/test/java/"))
          .findFirst()
          .map(file -> "[%s](../../%s)".formatted(test, repository.relativize(file)))
          .orElse(test + " is MISSING");
    } catch (IOException e) {
      throw new UncheckedIOException("the tests of " + repository, e);
    }
  }
}
