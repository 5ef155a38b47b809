package dev.ringside.cli.demo.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.cli.simulate.ScenarioOptions.Chosen;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.description.ScenarioFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The server that the live demo simulates, and when something begins to be wrong with it. */
record LiveScenario(Chosen chosen, Instant start) {

  private static final String FILE = "live.yaml";

  /** The bundled scenario, as if the server were started at {@code start}. */
  static LiveScenario startingAt(Instant start) throws IOException, BadDescriptionException {
    try (InputStream resource = LiveScenario.class.getResourceAsStream(FILE)) {
      String text = new String(resource.readAllBytes(), UTF_8);
      Chosen read =
          new Chosen(
              ScenarioFile.read(YamlMapping.parse(Path.of(FILE), text)), Path.of(FILE), text);
      long startNs = Duration.between(Instant.EPOCH, start).toNanos();
      return new LiveScenario(
          new Chosen(read.scenario().startingAt(startNs), read.file(), read.text()), start);
    }
  }

  /** What is wrong at {@code now}, in words; when it will be, before. */
  String fault(Instant now) {
    var fault = chosen.scenario().faults().get(0);
    Duration since = Duration.between(start.plusNanos(fault.fromNs()), now);
    String what = fault.kind().label();
    return since.isNegative()
        ? "%s in %d s".formatted(what, 1 - since.toSeconds())
        : "%s since %d s".formatted(what, since.toSeconds());
  }
}
