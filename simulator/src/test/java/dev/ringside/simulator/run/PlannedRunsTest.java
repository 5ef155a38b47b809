package dev.ringside.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.PlanRow;
import dev.ringside.core.plan.Planner;
import dev.ringside.core.plan.Workload;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.run.CallCounts.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that come together and run to their full length: the planner, which knows only closed
 * forms, and the simulation, which knows none, must count the same calls, padding, chunks, drafts
 * and token returns included. Then the tables of the paper, from one simulated request.
 */
class PlannedRunsTest {

  private static final dev.ringside.simulator.scenario.Serving SERVING =
      new dev.ringside.simulator.scenario.Serving(8192, true, 0, 0, false, 100_000);

  @TempDir private Path folder;

  static Stream<Arguments> plans() {
    List<Arguments> plans = new ArrayList<>();
    for (Engine engine : Engine.values()) {
      for (int[] layout : new int[][] {{2, 1}, {8, 1}, {2, 2}, {1, 4}}) {
        for (long[] load : new long[][] {{128, 128, 1}, {100, 9, 3}, {37, 30, 20}, {200, 5, 33}}) {
          if (isModelled(engine, layout[1]) && isOneMicroBatch(engine, load)) {
            plans.add(plan(Serving.of(Models.LLAMA_8B, engine).on(layout[0], layout[1], 1), load));
          }
        }
      }
      plans.add(plan(Serving.of(Models.LLAMA_8B, engine).on(2, 1, 1), new long[] {20_000, 4, 1}));
    }
    for (String version : List.of("0.18.0", "")) {
      plans.add(
          plan(
              Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 2, 1).version(version),
              new long[] {20_000, 4, 1}));
    }
    plans.add(
        plan(Serving.of(Models.LLAMA_8B, Engine.SGLANG).on(2, 3, 1), new long[] {20_000, 4, 1}));
    for (Engine engine : List.of(Engine.VLLM, Engine.SGLANG)) {
      for (int drafted : List.of(1, 3)) {
        plans.add(
            plan(
                Serving.of(Models.LLAMA_8B, engine)
                    .on(2, 1, 1)
                    .drafting(drafted, Models.draftOf(Models.LLAMA_8B)),
                new long[] {100, 11, 5}));
      }
    }
    plans.add(
        plan(
            Serving.of(Models.LLAMA_70B, Engine.VLLM).on(8, 1, 1).sequenceParallel(),
            new long[] {3000, 7, 2}));
    return plans.stream();
  }

  private static boolean isModelled(Engine engine, int stages) {
    return engine.refusesStages(new ParallelLayout(1, stages, 1), "").isEmpty();
  }

  /** Decodes ride along with prompts that fill several micro-batches, which plans leave out. */
  private static boolean isOneMicroBatch(Engine engine, long[] load) {
    return engine != Engine.LLAMA_CPP || load[0] * load[2] <= 512;
  }

  private static Arguments plan(Serving serving, long[] load) {
    Deployment d = serving.deployment();
    String name =
        "%s tp%d pp%d k%d: %d x (%d + %d)"
            .formatted(
                d.engine().label(),
                d.layout().tensor(),
                d.layout().pipeline(),
                d.options().speculativeTokens(),
                load[2],
                load[0],
                load[1]);
    return Arguments.of(Named.of(name, d), new Workload(load[0], load[1], load[2], 8192));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void theSimulationDoesWhatThePlanSays(Deployment deployment, Workload workload) throws Exception {
    CallCounts counts = simulated(deployment, workload);
    Plan plan = new Planner(deployment, Optional.empty()).plan(workload);

    RankMap map = RankMap.of(deployment);
    for (int rank = 0; rank < map.ranks(); rank++) {
      int stage = rank / map.tensor() % map.stages();
      Map<String, Long> planned = new TreeMap<>();
      for (PlanRow row : plan.rows()) {
        if (row.stage() == stage) {
          planned.merge(kindOf(row), row.count(), Long::sum);
        }
      }
      Map<String, Long> seen = new TreeMap<>();
      counts.ofRank(rank).forEach((kind, count) -> seen.merge(wordsOf(kind), count, Long::sum));
      assertThat(seen).as("rank %d", rank).isEqualTo(planned);
    }
  }

  private static String kindOf(PlanRow row) {
    return "%s %d x %d".formatted(row.collective().label(), row.sendElements(), row.groupSize());
  }

  private static String wordsOf(Kind kind) {
    return "%s %d x %d".formatted(kind.collective().label(), kind.elements(), kind.group());
  }

  private CallCounts simulated(Deployment deployment, Workload workload) throws Exception {
    Path arrivals = folder.resolve("arrivals.csv");
    String line = "0.001,%d,%d%n".formatted(workload.promptTokens(), workload.outputTokens());
    Files.writeString(arrivals, line.repeat((int) workload.batch()));
    CallCounts counts = new CallCounts();
    Simulation simulation =
        Simulation.of(
            Scenarios.recorded(deployment, arrivals, SERVING, Duration.ofSeconds(60)), Truth.NONE);
    assertThat(simulation.run(counts, Simulation.Pace.NONE).balances()).isTrue();
    assertThat(simulation.population()).isZero();
    return counts;
  }

  /** Table III: TP, Llama-3.1-8B, 128 prompt tokens and 128 new ones. */
  @Test
  void tableThree() throws Exception {
    for (int tensor : new int[] {2, 4}) {
      CallCounts counts = paper(Models.LLAMA_8B, tensor, 1);
      Map<Kind, Long> table =
          Map.of(
              kind(Collective.ALL_REDUCE, 128 * 4096, tensor), 65L,
              kind(Collective.GATHER, 128_256 / tensor, tensor), 128L,
              kind(Collective.ALL_REDUCE, 4096, tensor), 8255L);
      for (int rank = 0; rank < tensor; rank++) {
        assertThat(counts.ofRank(rank)).isEqualTo(table);
      }
    }
  }

  /** Table IV: all-reduces of three models, sizes in bytes and counts. */
  @Test
  void tableFour() throws Exception {
    long[][] rows = {
      {3072, 786_432, 57, 6144, 7239},
      {4096, 1_048_576, 65, 8192, 8255},
      {5120, 1_310_720, 81, 10_240, 10_287}
    };
    var models = List.of(Models.LLAMA_3B, Models.LLAMA_8B, Models.LLAMA_13B);
    for (int i = 0; i < rows.length; i++) {
      Map<Kind, Long> counts = paper(models.get(i), 4, 1).ofRank(0);
      assertThat(counts)
          .containsEntry(kind(Collective.ALL_REDUCE, rows[i][1] / 2, 4), rows[i][2])
          .containsEntry(kind(Collective.ALL_REDUCE, rows[i][3] / 2, 4), rows[i][4]);
    }
  }

  /** Table V: PP, sends and receives summed over all boundaries. */
  @Test
  void tableFive() throws Exception {
    long[][] rows = {{2, 2, 254}, {4, 6, 762}};
    for (long[] row : rows) {
      int stages = (int) row[0];
      CallCounts counts = paper(Models.LLAMA_8B, 1, stages);
      for (Collective way : List.of(Collective.SEND, Collective.RECV)) {
        long prefill = 0;
        long decode = 0;
        for (int rank = 0; rank < stages; rank++) {
          prefill += counts.ofRank(rank).getOrDefault(kind(way, 128 * 4096, 2), 0L);
          decode += counts.ofRank(rank).getOrDefault(kind(way, 4096, 2), 0L);
        }
        assertThat(prefill).isEqualTo(row[1]);
        assertThat(decode).isEqualTo(row[2]);
      }
    }
  }

  /** Table VI: TP 2 x PP 2; its all-reduces are stage 0's, its all-gathers stage 1's. */
  @Test
  void tableSix() throws Exception {
    CallCounts counts = paper(Models.LLAMA_8B, 2, 2);
    Map<Kind, Long> first =
        Map.of(
            kind(Collective.ALL_REDUCE, 128 * 4096, 2), 33L,
            kind(Collective.ALL_REDUCE, 4096, 2), 4191L,
            kind(Collective.SEND, 128 * 2048, 2), 2L,
            kind(Collective.SEND, 2048, 2), 254L);
    Map<Kind, Long> second =
        Map.of(
            kind(Collective.ALL_REDUCE, 128 * 4096, 2), 32L,
            kind(Collective.ALL_REDUCE, 4096, 2), 4064L,
            kind(Collective.RECV, 128 * 2048, 2), 2L,
            kind(Collective.RECV, 2048, 2), 254L,
            kind(Collective.ALL_GATHER, 128 * 2048, 2), 2L,
            kind(Collective.ALL_GATHER, 2048, 2), 254L,
            kind(Collective.GATHER, 64_128, 2), 128L);
    assertThat(counts.ofRank(0)).isEqualTo(first).isEqualTo(counts.ofRank(1));
    assertThat(counts.ofRank(2)).isEqualTo(second).isEqualTo(counts.ofRank(3));
  }

  private CallCounts paper(dev.ringside.core.deployment.ModelShape model, int tensor, int stages)
      throws Exception {
    Deployment deployment = Serving.of(model, Engine.VLLM_V0).on(tensor, stages, 1).deployment();
    return simulated(deployment, Workload.of(128, 128, 1));
  }

  private static Kind kind(Collective collective, long elements, int group) {
    return new Kind(collective, elements, DataType.BFLOAT16, group);
  }
}
