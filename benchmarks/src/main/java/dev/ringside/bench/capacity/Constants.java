package dev.ringside.bench.capacity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The figures of a result that the capacity model uses ({@code ringside.bench/1}).
 *
 * @param jobCpu seconds of processor time of the job, per million calls
 * @param readCpu seconds of a broker's, per million calls read once
 * @param writeCpu seconds of a broker's, per million calls taken in
 * @param bytes a call in the log, with a clock of microseconds
 * @param stateBytes of the job, a rank
 * @param publishNs on an agent's thread, a call
 */
public record Constants(
    double jobCpu,
    double readCpu,
    double writeCpu,
    double bytes,
    double stateBytes,
    double publishNs,
    String machine) {

  /**
   * Reads a result.
   *
   * @throws IllegalArgumentException if it is not such a result, or a figure is missing
   */
  public static Constants read(String json) {
    JsonNode result = parse(json);
    return new Constants(
        number(result, "/cpu_seconds_per_million_calls/job"),
        number(result, "/cpu_seconds_per_million_calls/broker"),
        number(result, "/publish/broker_cpu_seconds_per_million_calls"),
        number(result, "/bytes_per_call/us"),
        number(result, "/state_bytes_per_rank"),
        number(result, "/publish/encode/ns_per_call")
            + number(result, "/publish/hand_over/ns_per_call"),
        result.path("machine").asText());
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static double number(JsonNode result, String where) {
    JsonNode value = result.at(where);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("no number at " + where);
    }
    return value.asDouble();
  }
}
