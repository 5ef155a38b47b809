package dev.ringside.simulator.cluster;

import dev.ringside.core.deployment.Deployment;

/**
 * Translates between the number of a process and its place in the layout.
 *
 * <p>Tensor lane fastest, then the place among ranks that share a prompt, then stage, then replica;
 * hosts are filled in the order of numbers. Source: vLLM {@code
 * parallel_state.py:initialize_model_parallel} (ExternalDP × DP × PP × PCP × TP).
 */
public record RankMap(int tensor, int contexts, int stages, int replicas, int perHost) {

  private static final int GPUS_PER_HOST = 8;

  public static RankMap of(Deployment deployment) {
    int stated = deployment.options().gpusPerNode();
    return new RankMap(
        deployment.layout().tensor(),
        deployment.options().prefillContext(),
        deployment.layout().pipeline(),
        deployment.layout().data(),
        stated > 0 ? stated : GPUS_PER_HOST);
  }

  public int ranks() {
    return tensor * contexts * stages * replicas;
  }

  public int hosts() {
    return (ranks() + perHost - 1) / perHost;
  }

  public int number(int replica, int stage, int context, int lane) {
    return ((replica * stages + stage) * contexts + context) * tensor + lane;
  }

  public int hostOf(int number) {
    return number / perHost;
  }

  public int replicaOf(int number) {
    return number / (tensor * contexts * stages);
  }

  public int ranksPerReplica() {
    return tensor * contexts * stages;
  }
}
