package dev.ringside.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.agent.config.RankRule;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.inspector.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownProcessesTest {

  private static final Path FOLDER = Path.of("/var/log/inspector");

  @TempDir private Path proc;

  private void process(long pid, String... environment) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(folder.resolve("environ"), String.join("\0", environment) + "\0");
  }

  private KnownProcesses known(RankRule... rules) {
    return new KnownProcesses(List.of(rules), new ProcFolder(proc), "h", List.of(FOLDER));
  }

  @ParameterizedTest
  @CsvSource({
    "RANK=5 WORLD_SIZE=8, 5",
    "RANK=5, -1",
    "RANK=9 WORLD_SIZE=8, -1",
    "OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_SIZE=4, 3",
    "SLURM_PROCID=12 SLURM_NTASKS=16, 12",
    "LWS_WORKER_INDEX=1 LOCAL_WORLD_SIZE=8 LOCAL_RANK=2, 10",
    "LWS_WORKER_INDEX=1 LOCAL_RANK=2, -1",
    "HOME=/root, -1"
  })
  void theEnvironmentSaysTheRankIfALauncherDoes(String environment, int rank) throws Exception {
    process(77, environment.split(" "));

    assertThat(known().rankOf(new ProcessId("h", 77)).orElse(-1)).isEqualTo(rank);
  }

  @Test
  void theOperatorsRuleComesFirst() throws Exception {
    process(77, "RANK=5", "WORLD_SIZE=8", "CUDA_VISIBLE_DEVICES=4,6,7", "LOCAL_RANK=1");
    RankRule otherHost = new RankRule("x", OptionalInt.of(6), OptionalInt.empty(), 1);
    RankRule byGpu = new RankRule("", OptionalInt.of(6), OptionalInt.empty(), 2);
    RankRule byPid = new RankRule("h", OptionalInt.empty(), OptionalInt.of(77), 3);

    assertThat(known(otherHost, byGpu).rankOf(new ProcessId("h", 77))).hasValue(2);
    assertThat(known(otherHost, byPid).rankOf(new ProcessId("h", 77))).hasValue(3);
    assertThat(known(otherHost).rankOf(new ProcessId("h", 77))).hasValue(5);
  }

  @Test
  void theGpuIsWhatCudaWasTold() throws Exception {
    process(1, "CUDA_VISIBLE_DEVICES=4,6,7", "LOCAL_RANK=1");
    process(2, "CUDA_VISIBLE_DEVICES=GPU-8f6b3c4e-0d7a-4b9e");
    process(3, "LOCAL_RANK=5");
    process(4, "CUDA_VISIBLE_DEVICES=rm -rf, $x");

    assertThat(List.of(1, 2, 3, 4, 5))
        .extracting(pid -> known().gpuOf(new ProcessId("h", pid)))
        .containsExactly("6", "GPU-8f6b3c4e-0d7a-4b9e", "5", "", "");
  }

  @Test
  void ranksAreThereThatWereToldToWriteOrThatARuleNames() throws Exception {
    process(10, "NCCL_INSPECTOR_DUMP_DIR=/var/log/x/../inspector", "RANK=2", "WORLD_SIZE=4");
    process(11, "NCCL_INSPECTOR_DUMP_DIR=/elsewhere", "RANK=3", "WORLD_SIZE=4");
    process(12, "RANK=1", "WORLD_SIZE=4");
    process(13, "CUDA_VISIBLE_DEVICES=6");
    process(14, "NCCL_INSPECTOR_DUMP_DIR=/var/log/inspector");
    Files.createDirectories(proc.resolve("self"));
    RankRule byGpu = new RankRule("", OptionalInt.of(6), OptionalInt.empty(), 7);
    RankRule byHostAlone = new RankRule("h", OptionalInt.empty(), OptionalInt.empty(), 9);

    KnownProcesses known = known(byGpu, byHostAlone);

    assertThat(known.present())
        .containsOnly(Map.entry(2, new Place("h", 10, "")), Map.entry(7, new Place("h", 13, "6")));
    assertThat(known.isAlive(2)).isTrue();

    Files.delete(proc.resolve("10/environ"));
    Files.delete(proc.resolve("10"));
    assertThat(known.isAlive(2)).isFalse();
    for (int ask = 0; ask < 10; ask++) {
      known.present();
    }
    assertThat(known.present()).containsOnlyKeys(7);
  }

  @Test
  void aRankIsGoneWithItsProcessAndAliveWhereNothingIsKnown() throws Exception {
    process(77, "RANK=5", "WORLD_SIZE=8");
    KnownProcesses known = known();
    known.rankOf(new ProcessId("h", 77));
    assertThat(known.isAlive(5)).isTrue();
    assertThat(known.isAlive(6)).as("never heard of").isTrue();

    Files.delete(proc.resolve("77/environ"));
    Files.delete(proc.resolve("77"));

    assertThat(known.isAlive(5)).isFalse();
  }

  @Test
  void aRuleForAProcessInAnotherNamespaceDoesNotMakeItDead() {
    KnownProcesses known = known(new RankRule("", OptionalInt.empty(), OptionalInt.of(48), 1));

    assertThat(known.rankOf(new ProcessId("h", 48))).hasValue(1);
    assertThat(known.isAlive(1)).isTrue();
  }
}
