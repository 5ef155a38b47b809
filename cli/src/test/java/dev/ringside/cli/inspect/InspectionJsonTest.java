package dev.ringside.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.ingest.inspect.Inspection;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionJsonTest {

  private final JsonNode json;

  InspectionJsonTest() throws Exception {
    json =
        new JsonMapper().readTree(InspectionJson.render(SampleInspection.everything(), List.of()));
  }

  @Test
  void filesSayWhatTheyHoldAndWhatIsMissing() {
    JsonNode first = json.at("/files/0");
    JsonNode second = json.at("/files/1");

    assertThat(json.path("schema").asText()).isEqualTo("ringside.inspect/1");
    assertThat(first.path("calls").asLong()).isEqualTo(20);
    assertThat(first.path("timing").asText()).isEqualTo("exact");
    assertThat(first.at("/span/length").asDouble()).isEqualTo(0.002);
    assertThat(first.path("incomplete").asBoolean()).isFalse();
    assertThat(second.path("incomplete").asBoolean()).isTrue();
    assertThat(first.path("places"))
        .hasToString("[{\"rank\":0,\"host\":\"node-7\",\"pid\":4711,\"gpu\":\"3\"}]");
    assertThat(second.path("places")).isEmpty();
    assertThat(second.at("/rejected/dur_negative").asLong()).isEqualTo(3);
    assertThat(second.path("timing").asText("")).isNotEqualTo("exact");
    assertThat(json.at("/unreadable/0/problem").asText()).isEqualTo("run/rank2.json: cut off");
    assertThat(json.at("/ignored/0/reason").asText()).isEqualTo("of no format");
  }

  @Test
  void severalRecordingsAreEachByItself() throws Exception {
    Inspection one = SampleInspection.everything();
    JsonNode both =
        new JsonMapper()
            .readTree(
                InspectionJson.render(SampleInspection.several("monday", "tuesday"), List.of()));

    assertThat(json.path("recordings")).isEmpty();
    assertThat(both.path("recordings"))
        .extracting(recording -> recording.path("folder").asText())
        .containsExactly("monday", "tuesday");
    assertThat(both.at("/recordings/1/groups")).isEqualTo(json.path("groups"));
    assertThat(both.at("/recordings/1/coverage")).isEqualTo(json.path("coverage"));
    assertThat(both.at("/recordings/1/suspects/0/rank").asInt()).isEqualTo(1);
    assertThat(both.at("/recordings/1/files")).hasSameSizeAs(one.files());
  }

  /** No size is left out of the JSON, and all of them add up. */
  @Test
  void aGroupsSizesAddUp() {
    JsonNode volume = json.at("/groups/0/by_collective/0");
    long calls = volume.path("calls_without_size").asLong();
    long bytes = 0;
    for (JsonNode size : volume.path("sizes")) {
      calls += size.path("calls").asLong();
      bytes += size.path("calls").asLong() * size.path("message_bytes").asLong();
    }

    assertThat(volume.path("sizes")).hasSize(9);
    assertThat(calls).isEqualTo(volume.path("calls").asLong());
    assertThat(bytes).isEqualTo(volume.path("bytes").asLong());
    assertThat(json.at("/groups/0/confidence").asText()).isEqualTo("high");
  }

  @Test
  void waitingSuspectsAndCoverage() {
    assertThat(json.at("/waiting/0/ranks")).hasToString("[0]");
    assertThat(json.at("/suspects/0/rank").asInt()).isEqualTo(1);
    assertThat(json.at("/not_suspects/0/rank").asInt()).isZero();
    assertThat(json.at("/coverage/world_size").asInt()).isEqualTo(4);
    assertThat(json.at("/coverage/ranks_missing")).hasToString("[2,3]");
    assertThat(json.at("/findings/0/kind").asText()).isEqualTo("waiting");
    assertThat(json.at("/advice/0").asText()).isEqualTo("record shapes");
  }

  @Test
  void theEnginesPassesByReplica() {
    JsonNode told = json.at("/iterations/0");

    assertThat(told.path("replicas")).hasToString("[0,1]");
    assertThat(told.path("passes").asInt()).isEqualTo(2);
    assertThat(told.path("dummies").asInt()).isEqualTo(1);
    assertThat(told.path("prompt_tokens").asInt()).isEqualTo(94);
    assertThat(told.path("numbers_missing").asInt()).isEqualTo(3);
    assertThat(json.path("engine_coverage")).isEmpty();
  }
}
