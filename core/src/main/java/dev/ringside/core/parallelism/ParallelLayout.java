package dev.ringside.core.parallelism;

import dev.ringside.core.bound.Bound;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a deployment lays its ranks out: tensor fastest, then pipeline, then data.
 *
 * <p>{@code rank = (replica × pipeline + stage) × tensor + lane}. Source: vLLM {@code
 * parallel_state.py:initialize_model_parallel} (ExternalDP × DP × PP × PCP × TP).
 *
 * @param tensor t, ranks that split each layer
 * @param pipeline p, stages that split the layers
 * @param data d, replicas
 */
public record ParallelLayout(int tensor, int pipeline, int data) {

  public ParallelLayout {
    if (tensor < 1 || pipeline < 1 || data < 1) {
      throw new IllegalArgumentException(
          "parallelism tensor %d, pipeline %d, data %d: each must be at least 1"
              .formatted(tensor, pipeline, data));
    }
    Bound.STAGES.require(pipeline, "parallelism pipeline");
    long ranks = (long) tensor * pipeline;
    ranks = Bound.RANKS.allows(ranks) ? ranks * data : ranks;
    if (!Bound.RANKS.allows(ranks)) {
      throw new IllegalArgumentException(
          Bound.RANKS.saying(
              ranks,
              "parallelism tensor %d, pipeline %d, data %d".formatted(tensor, pipeline, data)));
    }
  }

  /** Ranks of one replica, t·p. */
  public int ranksPerReplica() {
    return Math.multiplyExact(tensor, pipeline);
  }

  /** Ranks of the deployment, t·p·d. */
  public int worldSize() {
    return Math.multiplyExact(ranksPerReplica(), data);
  }

  public int stageOf(int rank) {
    return rank / tensor % pipeline;
  }

  public int laneOf(int rank) {
    return rank % tensor;
  }

  public int replicaOf(int rank) {
    return rank / ranksPerReplica();
  }

  public boolean isLastStage(int stage) {
    return stage == pipeline - 1;
  }

  /** The global ranks of one replica, ascending. */
  public List<Integer> ranksOfReplica(int replica) {
    int first = replica * ranksPerReplica();
    return IntStream.range(first, first + ranksPerReplica()).boxed().toList();
  }

  /** The global ranks of one stage of one replica: a tensor group. */
  public List<Integer> ranksOfStage(int replica, int stage) {
    int first = (replica * pipeline + stage) * tensor;
    return IntStream.range(first, first + tensor).boxed().toList();
  }

  /** The global ranks of one lane through all stages of one replica: a pipeline group. */
  public List<Integer> ranksOfLane(int replica, int lane) {
    return IntStream.range(0, pipeline)
        .mapToObj(stage -> (replica * pipeline + stage) * tensor + lane)
        .toList();
  }
}
