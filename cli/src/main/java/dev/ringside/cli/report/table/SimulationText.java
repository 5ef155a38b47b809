package dev.ringside.cli.report.table;

import dev.ringside.cli.outcome.SimulationOutcome;
import dev.ringside.cli.report.text.Humanised;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.record.SeenCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a simulation came to, for a terminal. */
public final class SimulationText {

  private SimulationText() {}

  /** All lines, each ended by a newline. */
  public static String table(SimulationOutcome outcome) {
    Deployment deployment = outcome.scenario().deployment();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s · %s · %s · tp %d, pp %d, dp %d · seed %d"
            .formatted(
                outcome.scenario().name(),
                deployment.model().name(),
                deployment.engine().label(),
                deployment.layout().tensor(),
                deployment.layout().pipeline(),
                deployment.layout().data(),
                outcome.scenario().seed()));
    lines.add("");
    for (Fault fault : outcome.scenario().faults()) {
      lines.add("injected  " + words(fault));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "simulated %s in %s: %s calls per second",
            Humanised.time((double) outcome.scenario().durationNs()),
            Humanised.time((double) outcome.wall().toNanos()),
            Humanised.count(Math.round(outcome.callsPerSecond()))));
    lines.add(
        "passes    %s for %s finished requests; %s unfinished"
            .formatted(
                Humanised.count(outcome.passes()),
                Humanised.count(outcome.requests()),
                Humanised.count(outcome.requestsLeft())));
    lines.add("calls     " + calls(outcome.seen()));
    outcome.outputs().forEach(output -> lines.add("written   " + output));
    return String.join("\n", lines) + "\n";
  }

  /** {@code slow-rank of severity 2 at rank 3, 20 s to 40 s}. */
  static String words(Fault fault) {
    String until =
        fault.toNs() == Long.MAX_VALUE ? "the end" : Humanised.time((double) fault.toNs());
    return "%s%s of severity %s at %s, from %s to %s"
        .formatted(
            fault.kind().label(),
            fault.kind().isFault() ? "" : " (not a fault)",
            number(fault.severity()),
            fault.culprit(),
            Humanised.time((double) fault.fromNs()),
            until);
  }

  private static String number(double severity) {
    return severity == Math.rint(severity)
        ? Long.toString((long) severity)
        : Double.toString(severity);
  }

  private static String calls(SeenCalls seen) {
    return "%s made = %s sent + %s hidden from the view + %s unwatched + %s lost"
        .formatted(
            Humanised.count(seen.made()),
            Humanised.count(seen.sent()),
            Humanised.count(seen.hidden()),
            Humanised.count(seen.unwatched()),
            Humanised.count(seen.lost()));
  }
}
