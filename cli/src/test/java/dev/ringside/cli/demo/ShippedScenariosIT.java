package dev.ringside.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.embedded.EmbeddedPipeline;
import dev.ringside.cli.outcome.ObservedRun;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.simulator.description.ScenarioCatalog;
import dev.ringside.simulator.scenario.Scenario;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shipped scenario through Kafka and the production job: the account balances, and what
 * changes the calls deviates while what only slows them does not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShippedScenariosIT {

  private static final long APART_NS = 120_000_000_000L;

  /** What changes no call: the model says how much and how often, not how long. */
  private static final Set<String> SOUND =
      Set.of(
          "clean",
          "speculative",
          "moe-expert-parallel",
          "experts-over-replicas",
          "sequence-parallel-experts",
          "pictures",
          "idle",
          "bursty",
          "diurnal",
          "paper-tp2",
          "slow-rank",
          "slow-link",
          "nvlink-to-pcie",
          "cross-node-tp",
          "custom-all-reduce-lost",
          "custom-all-reduce-gained",
          "custom-kernels-fleet",
          "custom-kernels-lost-on-a-node",
          "hang-missing-rank",
          "hang-stuck-kernel",
          "idle-server",
          "load-shift");

  private static final Set<String> DEVIATING =
      Set.of(
          "extra-collectives",
          "layout-guessed",
          "different-tokens-summed",
          "experts-summed-twice",
          "encoder-summed-twice",
          "draft-summed-twice",
          "op-flip",
          "logits-fp32",
          "pp-slicing-lost",
          "wrong-layer-split");

  /** Where calls were made that nobody saw. */
  private static final Set<String> UNSEEN = Set.of("telemetry-gap", "lost-records");

  /** Who kept others waiting, or what became slow; nobody did in all others. */
  private static final Map<String, String> WAITED_FOR =
      Map.of(
          "slow-rank", "straggler[1]",
          "slow-link", "slow_link[0, 1]",
          "hang-missing-rank", "stall[1]",
          "hang-stuck-kernel", "stall[0, 1]");

  private static final Set<String> WAITS = Set.of("straggler", "stall", "slow_link", "slow_fabric");

  private static final List<Integer> NODE_1 = List.of(8, 9, 10, 11, 12, 13, 14, 15);

  private final List<String> names = ScenarioCatalog.names();
  private final Console console = Console.plain(System.out, System.err, InstantSource.system());
  private final ScenarioDemo demo = new ScenarioDemo(console);
  private EmbeddedPipeline pipeline;
  private long firstStartNs;

  @BeforeAll
  void start() throws Exception {
    pipeline = EmbeddedPipeline.begin();
    ScenarioDemo.start(pipeline);
    long nowNs = InstantSource.system().millis() * 1_000_000;
    firstStartNs = nowNs - names.size() * APART_NS;
    firstStartNs -= firstStartNs % APART_NS;
  }

  @AfterAll
  void stop() {
    pipeline.close();
  }

  List<String> names() {
    return names;
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsAccountBalances(String name) throws Exception {
    ObservedRun outcome = demo.play(scenario(name), pipeline);

    WindowReport run = outcome.run();
    assertThat(run.account().balances()).isTrue();
    assertThat(run.account().observed()).isEqualTo(outcome.simulation().seen().sent());
    assertThat(run.account().duplicate()).isZero();
    assertThat(outcome.simulation().seen().balances()).isTrue();
    assertCarriers(name, run);
    assertThat(waitsOf(run)).as(name).isEqualTo(WAITED_FOR.getOrDefault(name, ""));
    if (SOUND.contains(name)) {
      assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
      assertThat(run.account().windowed()).isEqualTo(run.account().observed());
    } else if (DEVIATING.contains(name)) {
      assertThat(run.verdict()).isEqualTo(Verdict.DEVIATION);
    } else if (UNSEEN.contains(name)) {
      assertThat(run.verdict()).isNotEqualTo(Verdict.MATCH);
    }
  }

  private static String waitsOf(WindowReport run) {
    return run.findings().stream()
        .filter(one -> WAITS.contains(one.kind()))
        .map(one -> one.kind() + one.ranks())
        .collect(Collectors.joining(" "));
  }

  private static void assertCarriers(String name, WindowReport run) {
    if (name.startsWith("custom-kernels")) {
      assertThat(run.rows()).anyMatch(row -> row.verdict() == Verdict.ELSEWHERE);
      assertThat(run.callCoverage().orElseThrow()).isLessThan(0.3);
      List<Finding> changed =
          run.findings().stream().filter(one -> one.kind().equals("carrier_changed")).toList();
      if (name.endsWith("lost-on-a-node")) {
        assertThat(changed).singleElement().extracting(Finding::ranks).isEqualTo(NODE_1);
        assertThat(changed.get(0).evidence())
            .containsEntry("hosts", "node-0001")
            .containsKey("since");
      } else {
        assertThat(changed).isEmpty();
      }
    }
  }

  /** Under a name of its own, and two minutes after the one before it. */
  private Scenario scenario(String name) throws Exception {
    Scenario shipped = ScenarioCatalog.read(name);
    long durationNs = name.equals("cluster-1k") ? 200_000_000L : shipped.durationNs();
    return RenamedScenario.of(shipped, name)
        .lasting(durationNs)
        .startingAt(firstStartNs + names.indexOf(name) * APART_NS);
  }
}
