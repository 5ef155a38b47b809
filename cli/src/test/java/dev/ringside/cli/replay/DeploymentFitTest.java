package dev.ringside.cli.replay;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.ingest.recording.BatchFeed;
import dev.ringside.ingest.recording.Recording;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DeploymentFitTest {

  /** Two replicas of two tensor ranks each. */
  private final Deployment deployment;

  DeploymentFitTest() throws Exception {
    deployment =
        DeploymentFile.read(
            YamlMapping.parse(
                Path.of("d.yaml"),
                """
                name: d
                model: llama-3.1-8b
                engine: vllm
                parallelism: {tensor: 2, data: 2}
                dtype: bfloat16
                """));
  }

  /** A recording of which only who recorded is known. */
  private record Ranks(List<Integer> ranks, OptionalInt worldSize, Map<Integer, Integer> replicas)
      implements Recording {

    Ranks(List<Integer> ranks, OptionalInt worldSize) {
      this(ranks, worldSize, Map.of());
    }

    @Override
    public Path source(int rank) {
      return Path.of("rank" + rank + ".json");
    }

    @Override
    public OptionalInt replicaOf(int rank) {
      return replicas.containsKey(rank) ? OptionalInt.of(replicas.get(rank)) : OptionalInt.empty();
    }

    @Override
    public long calls() {
      return 0;
    }

    @Override
    public long firstStartNs() {
      return Long.MAX_VALUE;
    }

    @Override
    public long lastEndNs() {
      return Long.MIN_VALUE;
    }

    @Override
    public int unitNs() {
      return 1;
    }

    @Override
    public List<String> remarks() {
      return List.of();
    }

    @Override
    public BatchFeed batches() {
      throw new AssertionError("nobody asks for calls");
    }
  }

  private void requireRefusal(Recording recording, String line) {
    assertThatThrownBy(() -> DeploymentFit.require(recording, deployment))
        .isInstanceOf(BadInputException.class)
        .hasMessage(line);
  }

  @Test
  void ranksOfTheLayoutFit() {
    assertThatCode(
            () -> {
              DeploymentFit.require(new Ranks(List.of(0, 1, 2, 3), OptionalInt.of(4)), deployment);
              DeploymentFit.require(new Ranks(List.of(3), OptionalInt.empty()), deployment);
              DeploymentFit.require(
                  new Ranks(List.of(1, 2), OptionalInt.empty(), Map.of(1, 0, 2, 1)), deployment);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void anotherNumberOfRanksIsSaidWithBothNumbers() {
    requireRefusal(
        new Ranks(List.of(0, 1), OptionalInt.of(8)),
        "the recording has 8 ranks (rank0.json), but deployment d has tensor 2 x pipeline 1 x data"
            + " 2 = 4: correct its parallelism");
  }

  @Test
  void aRankBeyondTheLayoutIsNamed() {
    requireRefusal(
        new Ranks(List.of(0, 4), OptionalInt.empty()),
        "rank 4 (rank4.json) is outside deployment d, which has ranks 0 to 3: correct its"
            + " parallelism");
  }

  @Test
  void aRankInAnotherReplicaIsNamed() {
    requireRefusal(
        new Ranks(List.of(0, 2), OptionalInt.empty(), Map.of(0, 0, 2, 0)),
        "rank 2 belongs to replica 0 in the recording (rank2.json), but deployment d has tensor 2 x"
            + " pipeline 1 x data 2 = 4, which puts it into replica 1: correct its parallelism");
  }
}
