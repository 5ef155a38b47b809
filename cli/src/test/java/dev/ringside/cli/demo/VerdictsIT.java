package dev.ringside.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.embedded.EmbeddedPipeline;
import dev.ringside.simulator.description.ScenarioCatalog;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every shipped scenario with several seeds, and random mixes of faults under shifting load,
 * through the job: what it says, against the truth. Writes {@code benchmarks/results/verdicts.md}.
 *
 * <p>Takes minutes, so it runs when asked for: {@code -Dringside.verdicts.seeds=5}.
 */
@EnabledIfSystemProperty(named = "ringside.verdicts.seeds", matches = "[0-9]+")
class VerdictsIT {

  private static final long APART_NS = 120_000_000_000L;
  private static final int SEEDS = Integer.getInteger("ringside.verdicts.seeds", 5);
  private static final int MIXES = 2 * SEEDS;

  private static final List<FaultKind> MIXED =
      List.of(
          FaultKind.SLOW_RANK,
          FaultKind.SLOW_LINK,
          FaultKind.EXTRA_COLLECTIVES,
          FaultKind.OP_FLIP,
          FaultKind.LOGITS_FP32,
          FaultKind.HANG_MISSING_RANK);

  private final Console console = Console.plain(System.out, System.err, InstantSource.system());
  private final ScenarioDemo demo = new ScenarioDemo(console);
  private final VerdictScore score = new VerdictScore();

  @Test
  void theJobTellsFaultsFromLoad() throws Exception {
    List<Scenario> all = scenarios();
    long startNs = InstantSource.system().millis() * 1_000_000 - (all.size() + 1) * APART_NS;
    startNs -= startNs % APART_NS;
    try (EmbeddedPipeline pipeline = EmbeddedPipeline.begin()) {
      ScenarioDemo.start(pipeline);
      for (int i = 0; i < all.size(); i++) {
        Scenario scenario = all.get(i).startingAt(startNs + i * APART_NS);
        score.add(scenario.name(), demo.play(scenario, pipeline));
      }
    }
    Files.writeString(
        Path.of(System.getProperty("ringside.repository"), "benchmarks/results/verdicts.md"),
        page(all.size()));
    assertThat(score.f1()).isGreaterThanOrEqualTo(0.98);
  }

  private static List<Scenario> scenarios() throws Exception {
    List<Scenario> all = new ArrayList<>();
    for (String name : ScenarioCatalog.names()) {
      if (!name.equals("cluster-1k")) {
        for (int seed = 1; seed <= SEEDS; seed++) {
          Scenario shipped = ScenarioCatalog.read(name);
          all.add(RenamedScenario.of(shipped, name + "-" + seed, shipped.faults(), seed));
        }
      }
    }
    for (int mix = 1; mix <= MIXES; mix++) {
      Random random = new Random(mix);
      FaultKind kind = MIXED.get(mix % MIXED.size());
      long fromNs = (10 + random.nextInt(20)) * 1_000_000_000L;
      List<Fault> faults =
          List.of(
              new Fault(FaultKind.LOAD_SHIFT, 15_000_000_000L, 45_000_000_000L, 2, Culprit.ALL),
              new Fault(
                  kind,
                  fromNs,
                  fromNs + 25_000_000_000L,
                  kind.defaultSeverity(),
                  kind.needsRank() ? Culprit.ofRank(random.nextInt(2)) : Culprit.ALL));
      String base = kind == FaultKind.SLOW_LINK ? "slow-link" : "clean";
      all.add(RenamedScenario.of(ScenarioCatalog.read(base), "mix-" + mix, faults, mix));
    }
    return all;
  }

  private String page(int runs) {
    StringBuilder page = new StringBuilder();
    page.append("# What the job says of simulated faults\n\n")
        .append(
            "Written by `mvn -pl cli -am verify -DskipITs -Dtest=VerdictsIT"
                + " -Dringside.verdicts.seeds=%d` on %d cores: each shipped scenario (but the"
                    .formatted(SEEDS, Runtime.getRuntime().availableProcessors()))
        .append(
            " largest) with %d seeds and %d mixes of a fault and a shifting load, %d runs of about"
                .formatted(SEEDS, MIXES, runs))
        .append(
            " a minute each, through Kafka and the job. A fault is found if the report of its run"
                + " has a finding that tells it; windows are of 10 s and counted from the one in"
                + " which it begins. AC@1 and AC@3: its rank is among the culprits of the first,"
                + " or one of the first three, such findings.\n\n")
        .append("| fault | played | found | AC@1 | AC@3 | windows, mean | most |\n")
        .append("| --- | --- | --- | --- | --- | --- | --- |\n");
    score
        .kinds()
        .forEach(
            (kind, of) ->
                page.append(
                    String.format(
                        Locale.ROOT,
                        "| %s | %d | %d | %s | %s | %s | %d |%n",
                        kind,
                        of.played,
                        of.found,
                        of.named == 0 ? "" : of.first + " of " + of.named,
                        of.named == 0 ? "" : of.firstThree + " of " + of.named,
                        of.found == 0
                            ? ""
                            : String.format(Locale.ROOT, "%.1f", (double) of.windows / of.found),
                        of.mostWindows)));
    page.append(
        String.format(
            Locale.ROOT,
            "%nPrecision %.4f, recall %.4f, **F1 %.4f**; %d runs had nothing that a finding should"
                + " tell.%n%nFalse alarms: %s.%n",
            score.precision(),
            score.recall(),
            score.f1(),
            score.sound(),
            score.alarms().isEmpty() ? "none" : score.alarms()));
    return page.toString();
  }
}
