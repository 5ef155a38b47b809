package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Stands in the list of commands for the runner of the benchmarks, which the launcher script builds
 * and starts itself: it brings Kafka Streams, and nothing here should.
 */
@Command(
    name = "bench",
    description = {
      "Measure calls a second from Kafka to the reports, beside plain consumers and beside a record"
          + " a call in Flink and in Kafka Streams. Runs from a source tree: the launcher"
          + " ./ringside builds what it needs."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside bench",
      "  ringside bench --calls 20000000 --rounds 5 --json",
      "  ringside bench --help      # all options, from a source tree"
    })
final class BenchCommand implements Callable<Integer> {

  @Unmatched private List<String> options;

  @Override
  public Integer call() {
    throw new BadInputException(
        "bench %s: only ./ringside of a source tree can measure; this installation has no benchmarks"
            .formatted(String.join(" ", options)));
  }
}
