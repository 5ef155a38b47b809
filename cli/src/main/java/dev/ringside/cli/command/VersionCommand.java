package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says what runs here: what to name in a bug report. */
@Command(
    name = "version",
    description = "Show the versions of Ringside, Java, Flink, Kafka and the wire schemas.",
    footerHeading = "%nExample:%n",
    footer = "  ringside version")
final class VersionCommand implements Callable<Integer> {

  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Properties build = build();
    line("ringside", build.getProperty("version"));
    line("commit", System.getProperty("ringside.commit", "unknown"));
    line("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    line("flink", build.getProperty("flink"));
    line("kafka", build.getProperty("kafka"));
    return ExitCode.OK;
  }

  private void line(String what, String version) {
    console.out().printf("%-16s %s%n", what, version);
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
