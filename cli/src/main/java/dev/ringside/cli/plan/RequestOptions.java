package dev.ringside.cli.plan;

import picocli.CommandLine.Option;

/** Options for the length of each request. */
final class RequestOptions {

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Prompt tokens of each request (default: 128).")
  long promptTokens;

  @Option(
      names = "--output-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Generated tokens of each request (default: 128).")
  long outputTokens;
}
