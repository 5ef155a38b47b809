package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Lists {@code bench} among the commands. The launcher script builds and starts the benchmarks
 * itself, because they need Kafka Streams, which nothing in this module should depend on.
 */
@Command(
    name = "bench",
    description = {
      "Measure calls per second from Kafka to the reports, side by side with plain consumers and"
          + " with one record per call in Flink and in Kafka Streams. Needs a source tree, where"
          + " the launcher builds the benchmarks first."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside bench",
      "  ringside bench --calls 20000000 --rounds 5 --json",
      "  ringside bench --help      # in a source tree: all options"
    })
final class BenchCommand implements Callable<Integer> {

  @Unmatched private List<String> options;

  @Override
  public Integer call() {
    throw new BadInputException(
        "bench %s: this installation has no benchmarks; run ./ringside bench in a source tree"
            .formatted(String.join(" ", options)));
  }
}
