package dev.ringside.cli.report.json;

import dev.ringside.cli.outcome.SimulationOutcome;
import dev.ringside.simulator.record.SeenCalls;

/** What a simulation came to as JSON: {@code ringside.simulation/1}. */
public final class SimulationJson {

  public static final String SCHEMA = "ringside.simulation/1";

  private SimulationJson() {}

  public static String render(SimulationOutcome outcome) {
    return JsonObject.document(
        json ->
            json.text("schema", SCHEMA)
                .text("scenario", outcome.scenario().name())
                .number("seed", outcome.scenario().seed())
                .number("simulated_seconds", outcome.scenario().durationNs() / 1e9)
                .number("wall_seconds", outcome.wall().toNanos() / 1e9)
                .number("passes", outcome.passes())
                .number("requests", outcome.requests())
                .number("requests_left", outcome.requestsLeft())
                .object("calls", calls -> calls(outcome.seen(), calls))
                .texts("outputs", outcome.outputs()));
  }

  private static void calls(SeenCalls seen, JsonObject json) {
    json.number("made", seen.made())
        .number("sent", seen.sent())
        .number("hidden", seen.hidden())
        .number("unwatched", seen.unwatched())
        .number("lost", seen.lost());
  }
}
