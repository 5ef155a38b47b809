package dev.ringside.simulator.description;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.scenario.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scenarios that come with the program: sound ones, and one for every kind of fault. */
public final class ScenarioCatalog {

  private static final String FOLDER = "/dev/ringside/simulator/scenario/";
  private static final String INDEX = "index.txt";

  private ScenarioCatalog() {}

  /** Names, sound scenarios first. */
  public static List<String> names() {
    return text(INDEX).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /** One line for people about each, in the order of {@link #names}. */
  public static Map<String, String> summaries() {
    Map<String, String> summaries = new LinkedHashMap<>();
    for (String name : names()) {
      try {
        summaries.put(name, yaml(name).text("summary").orElse(""));
      } catch (BadDescriptionException e) {
        throw new IllegalStateException("shipped scenario " + name, e);
      }
    }
    return summaries;
  }

  /**
   * @throws BadDescriptionException if there is none of that name
   */
  public static Scenario read(String name) throws BadDescriptionException {
    return ScenarioFile.read(yaml(name));
  }

  /**
   * The scenario's file, as it was shipped.
   *
   * @throws BadDescriptionException if there is none of that name
   */
  public static String source(String name) throws BadDescriptionException {
    if (!names().contains(name)) {
      throw new BadDescriptionException(
          "scenario \"%s\": known are %s".formatted(name, String.join(", ", names())));
    }
    return text(name + ".yaml");
  }

  private static YamlMapping yaml(String name) throws BadDescriptionException {
    return YamlMapping.parse(Path.of(name + ".yaml"), source(name));
  }

  private static String text(String file) {
    try (InputStream resource = ScenarioCatalog.class.getResourceAsStream(FOLDER + file)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + FOLDER + file, e);
    }
  }
}
