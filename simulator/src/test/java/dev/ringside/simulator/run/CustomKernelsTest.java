package dev.ringside.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.verdict.Judgement;
import dev.ringside.simulator.description.ScenarioCatalog;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.View;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Servers on eight H100 each, whose sums are carried by kernels that NCCL knows nothing of. */
class CustomKernelsTest {

  private static final Duration LENGTH = Duration.ofSeconds(20);
  private static final long LOST_NS = Duration.ofSeconds(5).toNanos();

  private static Scenario fleet(View view, List<Fault> faults) throws Exception {
    Scenario shipped = ScenarioCatalog.read("custom-kernels-fleet");
    return new Scenario(
        shipped.name(),
        shipped.summary(),
        shipped.deployment(),
        shipped.serving(),
        shipped.workload(),
        shipped.noise(),
        shipped.agents().seeing(view),
        faults,
        LENGTH.toNanos(),
        shipped.seed(),
        shipped.startNs());
  }

  private static List<Fault> lostOn(int replica) {
    Culprit node = new Culprit(replica, Culprit.ANY, Culprit.ANY, Culprit.ANY);
    return List.of(new Fault(FaultKind.CUSTOM_ALL_REDUCE_LOST, LOST_NS, Long.MAX_VALUE, 1, node));
  }

  private static Finding first(Judgement judgement, String kind) {
    return judgement.findings().stream()
        .filter(finding -> finding.kind().equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError(judgement.findings() + " " + judgement.rows()));
  }

  @Test
  void theInspectorSeesLittleAndWhatItSeesMatches() throws Exception {
    Scenario fleet = fleet(View.INSPECTOR, List.of());
    PlayedRun played = new PlayedRun(fleet);
    for (int replica = 0; replica < 3; replica++) {
      Judgement judgement = played.judge(fleet.deployment(), replica, Set.of(Sight.INSPECTOR));

      assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH);
      assertThat(judgement.callCoverage().orElseThrow()).isGreaterThan(0).isLessThan(0.3);
      assertThat(judgement.rows())
          .extracting(row -> row.verdict())
          .contains(Verdict.ELSEWHERE, Verdict.MATCH)
          .containsOnly(Verdict.ELSEWHERE, Verdict.MATCH);
      assertThat(first(judgement, "carried_elsewhere").evidence())
          .containsEntry("carriers", "symm_mem, flashinfer")
          .containsEntry("plan", "read");
      assertThat(judgement.findings()).noneMatch(one -> one.kind().equals("carrier_changed"));
    }
  }

  @Test
  void aTraceOfKernelsShowsAllRows() throws Exception {
    Scenario fleet = fleet(View.FULL, List.of());
    Judgement judgement = new PlayedRun(fleet).judge(fleet.deployment(), 0, Set.of(Sight.KINETO));

    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(judgement.callCoverage()).hasValue(1);
    assertThat(judgement.rows()).allMatch(row -> row.verdict() == Verdict.MATCH);
    assertThat(judgement.rows())
        .filteredOn(row -> row.collective() == Collective.ALL_REDUCE)
        .allMatch(row -> row.planned().containsAll(row.transports()));
    assertThat(judgement.findings()).isEmpty();
  }

  @Test
  void theNodeThatLostItsKernelsIsNamedAndSinceWhen() throws Exception {
    for (View view : List.of(View.INSPECTOR, View.FULL)) {
      Scenario fleet = fleet(view, lostOn(1));
      Deployment on = fleet.deployment();
      PlayedRun played = new PlayedRun(fleet);
      Set<Sight> sights = Set.of(view == View.FULL ? Sight.KINETO : Sight.INSPECTOR);

      Finding changed = first(played.judge(on, 1, sights), "carrier_changed");
      assertThat(changed.ranks()).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
      assertThat(changed.text()).contains("node 1", "carried by NCCL", "FlashInfer");
      assertThat(changed.evidence()).containsEntry("carrier", "nccl");
      long since = Long.parseLong(changed.evidence().get("since_ns")) - fleet.startNs();
      assertThat(since).as("the first pass that shows it").isBetween(LOST_NS, LENGTH.toNanos());
      assertThat(Instant.parse(changed.evidence().get("since"))).isNotNull();
      assertThat(played.judge(on, 1, sights).verdict())
          .as("the calls are those that the model must make")
          .isEqualTo(Verdict.MATCH);
      for (int sound : new int[] {0, 2}) {
        assertThat(played.judge(on, sound, sights).findings())
            .noneMatch(one -> one.kind().equals("carrier_changed"));
      }
    }
  }
}
