package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.routing.EngineVersion;
import java.util.List;

/** The numbers of one pipeline stage from which the closed forms are computed. */
final class StageGeometry {

  private static final long SEQUENCE_SPLIT_MIN_HIDDEN = 8192;
  private static final long MIB = 1 << 20;

  final Deployment deployment;
  final EngineVersion version;
  final int stage;
  final int tensor;
  final int pipeline;
  final int data;
  final long hidden;
  final int layers;
  final int expertLayers;

  StageGeometry(Deployment deployment, int stage) {
    this.deployment = deployment;
    this.version = EngineVersion.parse(deployment.options().engineVersion());
    this.stage = stage;
    this.tensor = deployment.layout().tensor();
    this.pipeline = deployment.layout().pipeline();
    this.data = deployment.layout().data();
    this.hidden = deployment.model().hidden();
    List<Integer> split =
        deployment.engine().layerSplit().layersPerStage(deployment.model().layers(), pipeline);
    this.layers = split.get(stage);
    this.expertLayers = expertLayersOf(deployment, split, stage);
  }

  /** Layers without experts are the model's first ones. */
  private static int expertLayersOf(Deployment deployment, List<Integer> split, int stage) {
    if (!deployment.model().feedForward().hasExperts()) {
      return 0;
    }
    int before = split.subList(0, stage).stream().mapToInt(Integer::intValue).sum();
    int dense = deployment.model().feedForward().denseLayers();
    return split.get(stage) - Math.max(0, Math.min(dense - before, split.get(stage)));
  }

  ServingOptions options() {
    return deployment.options();
  }

  boolean isFirst() {
    return stage == 0;
  }

  boolean isLast() {
    return stage == pipeline - 1;
  }

  /** True if tokens travel to experts on other data-parallel ranks. */
  boolean exchangesTokens() {
    return expertLayers > 0 && data > 1 && deployment.engine().joinsReplicas();
  }

  /**
   * vLLM's {@code use_sequence_parallel_moe}: tensor ranks share out the tokens of expert layers.
   */
  boolean sharesOutTokens() {
    return exchangesTokens()
        && tensor > 1
        && options().expertParallel()
        && options().allToAll() != AllToAll.NAIVE;
  }

  /** True where expert layers scatter instead of reducing: DeepSeek on one stage, vLLM 0.26. */
  boolean scattersAttention() {
    return sharesOutTokens()
        && pipeline == 1
        && deployment.model().attention().isLatent()
        && version.isAtLeast(0, 26);
  }

  /**
   * True if all-reduces of a pass of {@code tokens} are split. vLLM splits from 8 MiB·t/(h·b)
   * tokens on Hopper and four times as many on Blackwell, with h of 8192 and more; without a GPU,
   * on another one, and for other engines the option is taken at its word.
   *
   * <p>Source: vLLM {@code sequence_parallelism.py}, {@code sp_min_token_num}.
   */
  boolean splitsReduces(long tokens) {
    if (!options().sequenceParallel()) {
      return false;
    }
    int capability = Gpu.ofLabel(options().gpu()).map(Gpu::computeCapability).orElse(0);
    if (deployment.engine() != Engine.VLLM || capability < 90 || tokens < 0) {
      return true;
    }
    long message = (capability == 90 ? 8 : 32) * MIB * tensor;
    return hidden >= SEQUENCE_SPLIT_MIN_HIDDEN
        && tokens >= message / (hidden * deployment.dataType().bytes());
  }

  ExpectedCalls tensorCall(Purpose purpose, Collective collective, long elements, long count) {
    return call(
        purpose, Parallelism.TP, collective, elements, deployment.dataType(), count, tensor);
  }

  ExpectedCalls call(
      Purpose purpose,
      Parallelism parallelism,
      Collective collective,
      long elements,
      DataType dataType,
      long count,
      int groupSize) {
    return new ExpectedCalls(
        purpose, parallelism, collective, elements, dataType, count, groupSize, Transport.UNKNOWN);
  }

  /** {@code tokens × each}; −1 if the tokens are not known. */
  static long elements(long tokens, long each) {
    return tokens < 0 ? -1 : Math.multiplyExact(tokens, each);
  }

  /** {@code ⌈tokens / parts⌉}; −1 if the tokens are not known. */
  static long share(long tokens, int parts) {
    return tokens < 0 ? -1 : (tokens + parts - 1) / parts;
  }
}
