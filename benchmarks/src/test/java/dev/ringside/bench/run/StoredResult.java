package dev.ringside.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** The figures of the last whole run of {@code ./ringside bench}: results/bench.json. */
record StoredResult(JsonNode json) {

  static StoredResult read() throws IOException {
    return new StoredResult(new ObjectMapper().readTree(Path.of("results", "bench.json").toFile()));
  }

  /**
   * @param at a JSON pointer
   * @throws IllegalArgumentException if there is no number
   */
  double figure(String at) {
    JsonNode figure = json.at(at);
    if (!figure.isNumber()) {
      throw new IllegalArgumentException("results/bench.json has no number at " + at);
    }
    return figure.asDouble();
  }
}
