package dev.ringside.bench.load;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import java.util.List;
import java.util.OptionalInt;

/**
 * How much of what a load holds.
 *
 * @param deployments that many, named by their layout, {@code bench-1x8-0000} and so on
 * @param replicas of each
 * @param tensor ranks that share a communicator, and make up a replica
 * @param sequences T̂ of one pass after another, round and round: each is a size of its own
 * @param passesABatch passes of a rank that travel together
 * @param tickNs resolution of the agents' clock, and unit of the batches
 */
public record LoadShape(
    int deployments,
    int replicas,
    int tensor,
    List<Integer> sequences,
    int passesABatch,
    int tickNs) {

  public static final int MICROSECOND = 1_000;
  public static final int NANOSECOND = 1;

  /** Of Llama-3.1-70B. */
  static final int HIDDEN = 8192;

  static final int VOCABULARY = 128_256;
  private static final int LAYERS = 80;

  /**
   * Eight replicas of tensor parallelism 8, sixteen sequences each; a batch has what an agent sends
   * every 500 ms at the 79 passes a second that the simulator plays.
   */
  public static final LoadShape STANDARD = new LoadShape(8, 1, 8, List.of(16), 39, MICROSECOND);

  public LoadShape {
    sequences = List.copyOf(sequences);
    if (deployments < 1 || replicas < 1 || tensor < 2 || sequences.isEmpty() || passesABatch < 1) {
      throw new IllegalArgumentException(
          "a load of %d deployments of %d replicas of %d ranks"
              .formatted(deployments, replicas, tensor));
    }
  }

  public int ranks() {
    return deployments * replicas * tensor;
  }

  public LoadShape withTick(int other) {
    return new LoadShape(deployments, replicas, tensor, sequences, passesABatch, other);
  }

  /**
   * The {@code index}-th deployment: Llama-3.1-70B on vLLM, in this layout.
   *
   * @param vocabulary columns of the logits, padded where tensor ranks need equal shards
   */
  Deployment deployment(int index, int vocabulary) {
    return new Deployment(
        "bench-%dx%d-%04d".formatted(replicas, tensor, index),
        new ModelShape("llama-3.1-70b", LAYERS, HIDDEN, vocabulary, 2),
        Engine.VLLM,
        new ParallelLayout(tensor, 1, replicas),
        DataType.BFLOAT16,
        OptionalInt.empty(),
        "unknown");
  }

  /** {@code ns} in whole ticks of the clock, the rest cut off. */
  long ticks(long ns) {
    return ns / tickNs * tickNs;
  }
}
