package dev.ringside.cli.plan;

import picocli.CommandLine.Option;

/** The format of an answer on stdout. */
public final class OutputFormat {

  private enum Format {
    TABLE,
    JSON
  }

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "Format of the answer (default: table).")
  private Format format;

  public boolean isJson() {
    return format == Format.JSON;
  }
}
