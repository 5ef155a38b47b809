package dev.ringside.cli.report.json;

import dev.ringside.core.advise.Advice;
import dev.ringside.core.advise.Advice.Ranked;
import dev.ringside.core.advise.Advice.Refused;
import dev.ringside.core.advise.Candidate;
import dev.ringside.core.advise.LayoutChoice;
import dev.ringside.core.advise.PhaseTime;
import java.util.OptionalDouble;

/** Advice as JSON, for scripts: {@code ringside.advice/1}. What is not known is null. */
public final class AdviceJson {

  public static final String SCHEMA = "ringside.advice/1";

  private AdviceJson() {}

  public static String render(Advice advice) {
    return JsonObject.document(
        json ->
            json.text("schema", SCHEMA)
                .text("goal", advice.goal().label())
                .objects("ranked", advice.ranked(), AdviceJson::ranked)
                .objects("refused", advice.refused(), AdviceJson::refused)
                .texts("unknowns", advice.unknowns()));
  }

  private static void ranked(Ranked one, JsonObject json) {
    layout(one.candidate().layout(), json);
    figures(one.candidate(), json);
    json.text("reason", one.reason());
    FaultJson.write(one.candidate().plan().faults(), json);
  }

  private static void refused(Refused one, JsonObject json) {
    layout(one.layout(), json);
    json.text("reason", one.reason());
  }

  private static void layout(LayoutChoice layout, JsonObject json) {
    json.number("tensor", layout.tensor())
        .number("pipeline", layout.pipeline())
        .number("data", layout.data())
        .flag("expert_parallel", layout.expertParallel());
  }

  private static void figures(Candidate candidate, JsonObject json) {
    json.number("memory_bytes", Math.round(candidate.memoryBytes()))
        .number("memory_limit_bytes", Math.round(candidate.memoryLimitBytes()))
        .object("ttft", parts -> time(candidate.ttft(), parts))
        .object("tpot", parts -> time(candidate.tpot(), parts));
    if (candidate.isTimed()) {
      json.number("tokens_per_second", Math.round(candidate.tokensPerSecond()));
    } else {
      json.unknown("tokens_per_second");
    }
    json.number("wire_bytes_of_cluster", candidate.wireBytes());
  }

  private static void time(PhaseTime time, JsonObject json) {
    json.seconds("compute_seconds", OptionalDouble.of(time.computeSeconds()))
        .seconds("communication_seconds", time.commSeconds());
  }
}
