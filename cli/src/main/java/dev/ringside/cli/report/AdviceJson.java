package dev.ringside.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.core.advise.Advice;
import dev.ringside.core.advise.Advice.Ranked;
import dev.ringside.core.advise.Advice.Refused;
import dev.ringside.core.advise.Candidate;
import dev.ringside.core.advise.LayoutChoice;
import dev.ringside.core.advise.PhaseTime;
import java.io.IOException;
import java.util.OptionalDouble;

/** Advice as JSON, for scripts: {@code ringside.advice/1}. What is not known is null. */
public final class AdviceJson {

  public static final String SCHEMA = "ringside.advice/1";

  private AdviceJson() {}

  public static String render(Advice advice) {
    return JsonText.of(
        json -> {
          json.writeStringField("schema", SCHEMA);
          json.writeStringField("goal", advice.goal().label());
          json.writeArrayFieldStart("ranked");
          for (Ranked one : advice.ranked()) {
            json.writeStartObject();
            layout(one.candidate().layout(), json);
            figures(one.candidate(), json);
            json.writeStringField("reason", one.reason());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("refused");
          for (Refused one : advice.refused()) {
            json.writeStartObject();
            layout(one.layout(), json);
            json.writeStringField("reason", one.reason());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("unknowns");
          for (String unknown : advice.unknowns()) {
            json.writeString(unknown);
          }
          json.writeEndArray();
        });
  }

  private static void layout(LayoutChoice layout, JsonGenerator json) throws IOException {
    json.writeNumberField("tensor", layout.tensor());
    json.writeNumberField("pipeline", layout.pipeline());
    json.writeNumberField("data", layout.data());
    json.writeBooleanField("expert_parallel", layout.expertParallel());
  }

  private static void figures(Candidate candidate, JsonGenerator json) throws IOException {
    json.writeNumberField("memory_bytes", Math.round(candidate.memoryBytes()));
    json.writeNumberField("memory_limit_bytes", Math.round(candidate.memoryLimitBytes()));
    time(json, "ttft", candidate.ttft());
    time(json, "tpot", candidate.tpot());
    if (candidate.isTimed()) {
      json.writeNumberField("tokens_per_second", Math.round(candidate.tokensPerSecond()));
    } else {
      json.writeNullField("tokens_per_second");
    }
    json.writeNumberField("wire_bytes_of_cluster", candidate.wireBytes());
  }

  private static void time(JsonGenerator json, String key, PhaseTime time) throws IOException {
    JsonText.object(
        json,
        key,
        parts -> {
          JsonText.seconds(parts, "compute_seconds", OptionalDouble.of(time.computeSeconds()));
          JsonText.seconds(parts, "communication_seconds", time.commSeconds());
        });
  }
}
