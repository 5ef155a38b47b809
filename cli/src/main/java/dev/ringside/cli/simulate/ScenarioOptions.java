package dev.ringside.cli.simulate;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.simulator.description.ScenarioCatalog;
import dev.ringside.simulator.description.ScenarioFile;
import dev.ringside.simulator.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Which scenario to play, and what of it to change. */
public final class ScenarioOptions {

  @Option(
      names = "--scenario",
      paramLabel = "FILE|NAME",
      description = "A scenario file, or the name of one that comes along (--list names them).")
  private String scenario;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      converter = PositiveDuration.class,
      description = "Simulated time, such as 10m (default: the scenario's).")
  private Duration duration;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Another seed gives another run; the same one the same bytes.")
  private Long seed;

  /** A scenario with the text it was read from. */
  public record Chosen(Scenario scenario, Path file, String text) {}

  public boolean isGiven() {
    return scenario != null;
  }

  /**
   * @throws BadDescriptionException with one line, if the file cannot be used
   */
  public Chosen choose() throws BadDescriptionException {
    Chosen chosen = find();
    Scenario changed = chosen.scenario;
    if (duration != null) {
      changed = changed.lasting(duration.toNanos());
    }
    if (seed != null) {
      changed = changed.seeded(seed);
    }
    return new Chosen(changed, chosen.file, chosen.text);
  }

  private Chosen find() throws BadDescriptionException {
    if (scenario == null) {
      throw new BadInputException("--scenario is missing: give a file, or one of " + names());
    }
    Path file = Path.of(scenario);
    if (Files.exists(file)) {
      return new Chosen(ScenarioFile.read(file), file, textOf(file));
    }
    if (!ScenarioCatalog.names().contains(scenario)) {
      throw new BadInputException(
          "--scenario %s: neither a file nor one that comes along: %s"
              .formatted(scenario, names()));
    }
    return new Chosen(
        ScenarioCatalog.read(scenario),
        Path.of(scenario + ".yaml"),
        ScenarioCatalog.source(scenario));
  }

  private static String names() {
    return String.join(", ", ScenarioCatalog.names());
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
