package dev.ringside.exporter.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A board's queries, variables filled in as Grafana does. */
final class Board {

  private static final Pattern METRIC = Pattern.compile("ringside_\\w+");
  private static final Pattern UNFILLED = Pattern.compile("\\$\\w+");

  private final JsonNode json;

  private Board(JsonNode json) {
    this.json = json;
  }

  /** One query of one panel. */
  record Target(String panel, String refId, String expression, boolean instant) {}

  static Board read(String name) throws IOException {
    Path file = Path.of(System.getProperty("ringside.repository", "..")).resolve("grafana");
    try (var reader = Files.newBufferedReader(file.resolve("dashboards").resolve(name))) {
      return new Board(new ObjectMapper().readTree(reader));
    }
  }

  List<Target> targets(Map<String, String> variables) {
    List<Target> targets = new ArrayList<>();
    for (JsonNode panel : json.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        targets.add(
            new Target(
                panel.path("title").asText(),
                target.path("refId").asText(),
                fill(target.path("expr").asText(), variables),
                target.path("instant").asBoolean()));
      }
    }
    return targets;
  }

  /** What the board asks for the choices of its variables: {@code label_values(series, label)}. */
  List<String> variableQueries(Map<String, String> variables) {
    List<String> queries = new ArrayList<>();
    for (JsonNode variable : json.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        queries.add(fill(variable.path("query").path("query").asText(), variables));
      }
    }
    return queries;
  }

  static TreeSet<String> metricsIn(String expression) {
    TreeSet<String> metrics = new TreeSet<>();
    METRIC.matcher(expression).results().forEach(match -> metrics.add(match.group()));
    return metrics;
  }

  private static String fill(String expression, Map<String, String> variables) {
    String filled = expression;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      filled = filled.replace("$" + variable.getKey(), variable.getValue());
    }
    Matcher unfilled = UNFILLED.matcher(filled);
    if (unfilled.find()) {
      throw new AssertionError("no value for " + unfilled.group() + " in " + expression);
    }
    return filled;
  }
}
