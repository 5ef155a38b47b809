package dev.ringside.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.bench.run.BenchPath;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchJsonTest {

  private final JsonNode all = read(BenchJson.render(Results.of(EnumSet.allOf(BenchPath.class))));

  @Test
  void hasTheKeysOfTheContractInItsOrder() {
    assertThat(all.get("schema").asText()).isEqualTo("ringside.bench/1");
    assertThat(keys(all))
        .containsSubsequence(
            "schema",
            "calls_per_second",
            "ratios",
            "bytes_per_call",
            "allocated_bytes_per_call",
            "cpu_seconds_per_million_calls",
            "rounds",
            "machine");
    assertThat(keys(all.get("calls_per_second")))
        .containsExactly(
            "raw_p1", "raw_p2", "job_p1", "job_p2", "record_per_call", "kafka_streams");
    assertThat(keys(all.get("ratios")))
        .contains("job_p2_over_raw_p2", "job_p2_over_record_per_call", "job_p2_over_kafka_streams");
    assertThat(keys(all.get("bytes_per_call"))).containsExactly("us", "ns");
    assertThat(keys(all.get("allocated_bytes_per_call"))).containsExactly("publish", "job");
    assertThat(keys(all.get("cpu_seconds_per_million_calls"))).contains("raw", "job");
  }

  @Test
  void figuresAreMediansAndRatiosAreOfMedians() {
    assertThat(all.at("/calls_per_second/raw_p1").asLong()).isEqualTo(1_000_000);
    assertThat(all.at("/calls_per_second/job_p2").asLong()).isEqualTo(250_000);
    assertThat(all.at("/ratios/job_p2_over_raw_p2").asDouble()).isEqualTo(0.5);
    assertThat(all.at("/ratios/job_p2_over_kafka_streams").asDouble()).isEqualTo(1.5);
    assertThat(all.at("/cpu_seconds_per_million_calls/job").asDouble()).isEqualTo(4);
    assertThat(all.at("/allocated_bytes_per_call/job").asDouble()).isEqualTo(8);
    assertThat(all.at("/rounds").asInt()).isEqualTo(3);
    assertThat(all.at("/details/job_p1")).hasSize(3);
  }

  @Test
  void whatWasNotMeasuredIsNull() {
    JsonNode some = read(BenchJson.render(Results.of(EnumSet.of(BenchPath.RAW_P2))));

    assertThat(some.at("/calls_per_second/raw_p2").isNumber()).isTrue();
    assertThat(some.at("/calls_per_second/job_p2").isNull()).isTrue();
    assertThat(some.at("/ratios/job_p2_over_raw_p2").isNull()).isTrue();
    assertThat(some.at("/allocated_bytes_per_call/job").isNull()).isTrue();
  }

  @Test
  void numbersAreReadableWithoutExponents() {
    assertThat(BenchJson.render(Results.of(EnumSet.allOf(BenchPath.class))))
        .doesNotContainPattern("[0-9]E[-+0-9]")
        .endsWith("}\n");
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static JsonNode read(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
