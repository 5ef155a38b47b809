package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.schemas.wire.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Shows the versions to name in a bug report. */
@Command(
    name = "version",
    description = "Show the versions of Ringside, Java, Flink, Kafka and the wire schemas.",
    footerHeading = "%nExample:%n",
    footer = "  ringside version")
final class VersionCommand implements Callable<Integer>, IVersionProvider {

  private static final List<String> RECORDS = List.of("CallBatch", "WindowReport", "Deployment");

  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    for (String line : getVersion()) {
      console.out().println(line);
    }
    return ExitCode.OK;
  }

  /** One line a version, for {@code version} and {@code --version} alike. */
  @Override
  public String[] getVersion() {
    Properties build = build();
    List<String> lines = new ArrayList<>();
    lines.add(line("ringside", build.getProperty("version")));
    lines.add(line("commit", System.getProperty("ringside.commit", "unknown")));
    lines.add(line("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")"));
    lines.add(line("flink", build.getProperty("flink")));
    lines.add(line("kafka", build.getProperty("kafka")));
    for (String record : RECORDS) {
      String fingerprint = "%016x".formatted(RecordFormat.of(record).fingerprint());
      lines.add(line("schema " + record, fingerprint));
    }
    return lines.toArray(String[]::new);
  }

  private static String line(String what, String version) {
    return "%-21s %s".formatted(what, version);
  }

  private static Properties build() {
    Properties build = new Properties();
    try (InputStream file =
        VersionCommand.class.getResourceAsStream("/dev/ringside/cli/build.properties")) {
      build.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build;
  }
}
