package dev.ringside.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.simulator.output.ContainerBatches;
import dev.ringside.simulator.output.TruthFile;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.record.SeenCalls;
import dev.ringside.simulator.record.SimulatedBatches;
import dev.ringside.simulator.scenario.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {

  private static final Deployment TWO_STAGES =
      Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 2, 2).gpu("h100", 4).deployment();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 99})
  void theSameSeedGivesTheSameBytes(long seed) throws Exception {
    Scenario scenario = Scenarios.busy(TWO_STAGES, 6, Duration.ofSeconds(3), seed);
    assertThat(written(scenario, "a")).isEqualTo(written(scenario, "b"));
  }

  @Test
  void anotherSeedGivesAnotherRun() throws Exception {
    Scenario scenario = Scenarios.busy(TWO_STAGES, 6, Duration.ofSeconds(3), 1);
    assertThat(written(scenario, "a")).isNotEqualTo(written(scenario.seeded(2), "b"));
  }

  /** Name and bytes of each file. */
  private Map<String, String> written(Scenario scenario, String name) throws Exception {
    Path out = Files.createDirectories(folder.resolve(name));
    try (ContainerBatches container = ContainerBatches.create(out.resolve("calls.avro"), scenario);
        TruthFile truth = TruthFile.create(out.resolve("truth.jsonl"), scenario)) {
      Simulation simulation = Simulation.of(scenario, truth);
      SeenCalls seen = simulation.run(container, Simulation.Pace.NONE);
      container.finish();
      truth.finish(seen, simulation.population());
    }
    Map<String, String> files = new TreeMap<>();
    for (String file : new String[] {"calls.avro", "truth.jsonl"}) {
      files.put(file, java.util.HexFormat.of().formatHex(Files.readAllBytes(out.resolve(file))));
    }
    return files;
  }

  /**
   * Batches of a rank are numbered without gaps, span half a second and a pass, and only the last
   * ends.
   */
  @Test
  void batchesAreThoseOfAnAgent() throws Exception {
    Map<Integer, Long> next = new HashMap<>();
    Map<Integer, Long> lastStart = new HashMap<>();
    Map<Integer, Boolean> ended = new HashMap<>();
    SimulatedBatches check =
        new SimulatedBatches() {
          @Override
          public void write(
              BatchHeader header, SignatureTable table, CallColumns calls, int from, int to) {
            int rank = header.rank();
            assertThat(header.batchSequence()).isEqualTo(next.getOrDefault(rank, 0L));
            assertThat(ended.get(rank)).isNull();
            next.put(rank, header.batchSequence() + 1);
            for (int row = from; row < to; row++) {
              assertThat(calls.startNs(row))
                  .isGreaterThanOrEqualTo(lastStart.getOrDefault(rank, Long.MIN_VALUE));
              lastStart.put(rank, calls.startNs(row));
            }
            if (to > from) {
              assertThat(calls.startNs(to - 1) - calls.startNs(from)).isLessThan(1_500_000_000L);
            }
            if (header.endOfStream()) {
              ended.put(rank, true);
            }
          }
        };
    Simulation.of(Scenarios.busy(TWO_STAGES, 6, Duration.ofSeconds(4), 5), Truth.NONE)
        .run(check, Simulation.Pace.NONE);
    assertThat(ended).hasSize(8);
  }

  /** Ten times the simulated time, the same memory: nothing is kept of what is over. */
  @Test
  void memoryDoesNotGrowWithSimulatedTime() throws Exception {
    Deployment small = Serving.of(Models.LLAMA_3B, Engine.VLLM).on(2, 1, 1).deployment();
    long[] used = new long[2];
    int[] seconds = {20, 200};
    for (int i = 0; i < 2; i++) {
      Scenario scenario = Scenarios.busy(small, 2, Duration.ofSeconds(seconds[i]), 5);
      long[] most = new long[1];
      Simulation.of(scenario, Truth.NONE)
          .run(
              (header, table, calls, from, to) -> {},
              (nowNs, durationNs) -> {
                if (nowNs > durationNs / 2 && nowNs % 5_000_000_000L == 0) {
                  System.gc();
                  Runtime runtime = Runtime.getRuntime();
                  most[0] = Math.max(most[0], runtime.totalMemory() - runtime.freeMemory());
                }
              });
      used[i] = most[0];
    }
    assertThat(used[1]).isLessThan(used[0] + 8_000_000);
  }
}
