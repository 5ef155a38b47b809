package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.family.TokenShares;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.routing.EngineVersion;
import java.util.List;
import java.util.stream.IntStream;

/** The numbers of one pipeline stage from which the closed forms are computed. */
final class StageGeometry {

  private static final long SEQUENCE_SPLIT_MIN_HIDDEN = 8192;
  private static final long MIB = 1 << 20;

  final Deployment deployment;
  final EngineVersion version;
  final int stage;
  final int tensor;

  /** Replicas of attention within the tensor group, and tensor ranks of each. */
  final int replicas;

  final int attention;
  final int pipeline;
  final int data;
  final long hidden;

  /** The first of its layers, counted over the whole model. */
  final int firstLayer;

  final int layers;
  final int expertLayers;
  final FamilyQuirks quirks;

  /** What of sharing out tokens the family's code has. */
  private final TokenShares shares;

  StageGeometry(Deployment deployment, int stage) {
    this.deployment = deployment;
    this.version = EngineVersion.parse(deployment.options().engineVersion());
    this.stage = stage;
    this.tensor = deployment.layout().tensor();
    this.replicas = deployment.options().attentionReplicas();
    this.attention = deployment.attentionTensor();
    this.pipeline = deployment.layout().pipeline();
    this.data = deployment.layout().data();
    this.hidden = deployment.model().hidden();
    List<Integer> split =
        deployment.engine().layerSplit().layersPerStage(deployment.model().layers(), pipeline);
    this.firstLayer = split.subList(0, stage).stream().mapToInt(Integer::intValue).sum();
    this.layers = split.get(stage);
    this.quirks = FamilyQuirks.of(deployment);
    this.shares =
        TokenShares.of(
            deployment.model().family().architecture(), deployment.model().attention().isLatent());
    this.expertLayers =
        (int) IntStream.range(firstLayer, firstLayer + layers).filter(quirks::hasExperts).count();
  }

  /** True if the tensor group still sums the experts' output after their own exchange, if any. */
  boolean sumsAfterExperts() {
    if (!exchangesTokens()) {
      return true;
    }
    if (sharesOutTokens() || options().allToAll() == AllToAll.NAIVE) {
      return false;
    }
    boolean combineReduces = options().allToAll() != AllToAll.ALLGATHER_REDUCESCATTER;
    boolean shared = deployment.model().feedForward().sharedExperts() > 0;
    return shared || !combineReduces;
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

  /** True if rows without logits are dropped in {@code layer}, before its last sum. */
  boolean dropsRowsIn(int layer) {
    return deployment.engine() == Engine.LLAMA_CPP && layer == deployment.model().layers() - 1;
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
        && options().allToAll() != AllToAll.NAIVE
        && shares != TokenShares.NOT_SHARED_OUT;
  }

  /** True where expert layers scatter instead of reducing: on one stage, vLLM 0.26. */
  boolean scattersAttention() {
    boolean latent = deployment.model().attention().isLatent();
    boolean scatters =
        shares == TokenShares.SCATTERED_WITH_EXPERTS
            || (shares == TokenShares.SCATTERED_IN_ALL && (latent || expertLayers == layers));
    return scatters && sharesOutTokens() && pipeline == 1 && version.isAtLeast(0, 26);
  }

  /**
   * True where ranks hold their share of the tokens from the first layer on: Qwen3-Next if all
   * layers have experts, DeepSeek's later models since vLLM 0.28, their dense layers unsplit.
   */
  boolean scattersFromEmbedding() {
    boolean latent = deployment.model().attention().isLatent();
    return shares == TokenShares.SCATTERED_IN_ALL
        && scattersAttention()
        && (!latent || version.isAtLeast(0, 28));
  }

  /** Ranks among which experts are spread: the stage's, or one of each replica. */
  int expertGroup() {
    boolean ofStage =
        options().expertParallel()
            && tensor > 1
            && (shares != TokenShares.NOT_SHARED_OUT || options().allToAll().isKernel());
    return ofStage ? tensor * data : data;
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

  /** A call of the tensor group in the model's type. */
  Terminal call(Purpose purpose, Collective collective, Size size) {
    return call(purpose, Parallelism.TP, collective, size, deployment.dataType(), tensor);
  }

  Terminal call(
      Purpose purpose,
      Parallelism parallelism,
      Collective collective,
      Size size,
      DataType dataType,
      int groupSize) {
    return new Terminal(
        purpose, parallelism, collective, size, dataType, groupSize, Transport.UNKNOWN);
  }
}
