package dev.ringside.cli.plan;

import picocli.CommandLine.Option;

/** How an answer is written to stdout. */
public final class OutputFormat {

  private enum Format {
    TABLE,
    JSON
  }

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "How to answer (default: table).")
  private Format format;

  public boolean isJson() {
    return format == Format.JSON;
  }
}
