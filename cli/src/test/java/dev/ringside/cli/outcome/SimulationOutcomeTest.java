package dev.ringside.cli.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.simulator.record.SeenCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationOutcomeTest {

  private static SimulationOutcome outcome(Duration wall, List<String> outputs) {
    SeenCalls seen = new SeenCalls(4_000, 3_000, 500, 400, 100);
    assertThat(seen.balances()).isTrue();
    return new SimulationOutcome(null, seen, 10, 3, 0, wall, outputs);
  }

  /** All calls that were made, not only those that were sent. */
  @Test
  void theRateIsOfCallsThatWereMade() {
    assertThat(outcome(Duration.ofMillis(500), List.of()).callsPerSecond()).isEqualTo(8_000);
    assertThat(outcome(Duration.ZERO, List.of()).callsPerSecond()).isFinite();
  }

  @Test
  void whatWasWrittenStaysAsItWas() {
    List<String> outputs = new ArrayList<>(List.of("calls.avro"));
    SimulationOutcome outcome = outcome(Duration.ofSeconds(1), outputs);
    outputs.clear();

    assertThat(outcome.outputs()).containsExactly("calls.avro");
    assertThatThrownBy(() -> outcome.outputs().add("more"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
