package dev.ringside.cli.simulate;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.option.PositiveDuration;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.DescriptionText;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.description.ScenarioCatalog;
import dev.ringside.simulator.description.ScenarioFile;
import dev.ringside.simulator.scenario.Scenario;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import picocli.CommandLine.Option;

/** Which scenario to simulate, and what to change in it. */
public final class ScenarioOptions {

  @Option(
      names = "--scenario",
      paramLabel = "FILE|NAME",
      completionCandidates = BundledNames.class,
      description = {
        "A scenario file, or the name of a bundled scenario; --list says what each is:",
        "${COMPLETION-CANDIDATES}"
      })
  private String scenario;

  @Option(names = "--list", description = "List the bundled scenarios and exit.")
  private boolean list;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      converter = PositiveDuration.class,
      description = "Simulated time, such as 10m (default: as the scenario says).")
  private Duration duration;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description =
          "Seed of the simulation: the same seed gives the same bytes (default: as the scenario"
              + " says).")
  private Long seed;

  /** A scenario with the text it was read from. */
  public record Chosen(Scenario scenario, Path file, String text) {}

  /**
   * Lists the bundled scenarios, if the user asked for that.
   *
   * @return true if it did
   */
  public boolean list(PrintStream out) {
    if (list) {
      ScenarioCatalog.summaries().forEach((name, text) -> out.printf("%-26s %s%n", name, text));
      out.flush();
    }
    return list;
  }

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
      throw new BadInputException("--scenario is missing: give a file or one of " + names());
    }
    if (isFile(scenario)) {
      Path file = Path.of(scenario);
      String text = DescriptionText.read(file);
      return new Chosen(ScenarioFile.read(YamlMapping.parse(file, text)), file, text);
    }
    if (!ScenarioCatalog.names().contains(scenario)) {
      throw new BadInputException(
          "--scenario %s: neither a file nor a bundled scenario; those are %s"
              .formatted(scenario, names()));
    }
    return new Chosen(
        ScenarioCatalog.read(scenario),
        Path.of(scenario + ".yaml"),
        ScenarioCatalog.source(scenario));
  }

  private static boolean isFile(String scenario) {
    try {
      return Files.exists(Path.of(scenario));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String names() {
    return String.join(", ", ScenarioCatalog.names());
  }

  /** The names that the help lists. */
  private static final class BundledNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return ScenarioCatalog.names().iterator();
    }
  }
}
