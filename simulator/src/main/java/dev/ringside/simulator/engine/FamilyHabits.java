package dev.ringside.simulator.engine;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.Trait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the code of a model's family does on the wire, where that is not what most do; written down
 * from the engines' sources, and not taken from the analytical model's table.
 *
 * <p>Sources: vLLM {@code models/{falcon,commandr,olmo2,olmoe,minimax_m2,granitemoeshared,
 * granitemoehybrid,nemotron_h,gemma3n,gemma4,step3_text}.py}, {@code
 * models/{deepseek_v32/nvidia,glm5next/common}/model.py}, {@code transformers/base.py}; SGLang
 * {@code gemma3_causal.py}, {@code minimax_m2.py}, {@code olmo2.py}; transformers 5.23 {@code
 * distributed/mixin.py}.
 */
public final class FamilyHabits {

  /**
   * A call of rows that are not sums of a layer's output.
   *
   * @param width elements of a row
   * @param multiple elements are rounded up to it
   */
  public record Piece(Collective collective, DataType type, long width, int multiple) {

    public long elements(long rows) {
      return (rows * width + multiple - 1) / multiple * multiple;
    }
  }

  private static final Set<String> TRANSFORMERS_BACKEND =
      Set.of("olmo2", "olmo3", "phi", "gptneox", "smollm3", "seedoss", "starcoder2");
  private static final Set<String> ONE_TENSOR =
      Set.of("granite", "granitemoe", "granitemoeshared", "opt", "falcon");

  /** Their code has no sequence-parallel experts: every rank has all of its replica's tokens. */
  private static final Set<String> WHOLE_TOKENS =
      Set.of("glm4moe", "minimaxm2", "mixtral", "olmoe", "gemma4", "step3");

  /** They work on scattered tokens in every layer; their dense layers are then not split. */
  private static final Set<String> SCATTERED_THROUGHOUT =
      Set.of("deepseekv32", "glmmoedsa", "glm5next");

  private final Deployment deployment;
  private final ModelShape model;
  private final ModelFamily family;
  private final String name;
  private final boolean vllm;
  private final boolean sglang;
  private final boolean newTransformers;

  public FamilyHabits(Deployment deployment) {
    this.deployment = deployment;
    this.model = deployment.model();
    this.family = model.family();
    this.name =
        family
            .architecture()
            .replaceAll("For(CausalLM|ConditionalGeneration)$", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("_text$|_", "");
    this.vllm = deployment.engine() == Engine.VLLM;
    this.sglang = deployment.engine() == Engine.SGLANG;
    String version = deployment.options().engineVersion();
    this.newTransformers =
        deployment.engine() == Engine.TRANSFORMERS
            && !version.isBlank()
            && new EngineHabits(deployment).isAtLeast(5, 23);
  }

  /** The embedding is split over the vocabulary: rows are summed. */
  public boolean sumsEmbedding() {
    if (deployment.engine() == Engine.TRANSFORMERS) {
      return newTransformers && !name.equals("gptoss");
    }
    if (deployment.engine() == Engine.LMDEPLOY) {
      return Set.of("deepseekv2", "deepseekv3", "deepseekv4", "kimik2", "kimik25").contains(name);
    }
    if (!new EngineHabits(deployment).sumsEmbedding()) {
      return false;
    }
    return !(sglang && Set.of("gemma3", "gemma3n", "gemma4").contains(name));
  }

  /** Ranks bring shards of the logits together. */
  public boolean gathersLogits() {
    return new EngineHabits(deployment).gathersLogits()
        || (deployment.engine() == Engine.LMDEPLOY
            && Set.of("deepseekv2", "deepseekv3", "deepseekv32", "glmmoedsa").contains(name));
  }

  /** SGLang's Gemmas gather the whole vocabulary from each rank. */
  public boolean gathersWholeVocabulary() {
    return sglang && Set.of("gemma3", "gemma3n", "gemma4").contains(name);
  }

  /** Tensor ranks may share out the tokens of their replica on the way to shared experts. */
  public boolean mayShareOutTokens() {
    return !WHOLE_TOKENS.contains(name);
  }

  /** Attention leaves its sum scattered in front of experts. */
  public boolean mayScatterSums() {
    return scattersAll() || model.attention().isLatent();
  }

  /** Tokens are scattered from the first layer on. */
  public boolean scattersAll() {
    if (SCATTERED_THROUGHOUT.contains(name)) {
      return new EngineHabits(deployment).isAtLeast(0, 28);
    }
    return name.equals("qwen3next")
        && model.feedForward().experts() > 0
        && IntStream.range(0, model.layers()).allMatch(this::isExpertLayer);
  }

  /** Tables are looked up in front of the layers' graph, since pictures go in beside the text. */
  public boolean looksUpApart() {
    return vllm && family.trait(Trait.MULTIMODAL) > 0;
  }

  public boolean isExpertLayer(int layer) {
    String kinds = family.layers();
    return kinds.isEmpty()
        ? model.feedForward().experts() > 0 && layer >= model.feedForward().denseLayers()
        : "ENe".indexOf(kinds.charAt(layer)) >= 0;
  }

  private boolean isMixer(int layer) {
    return !family.layers().isEmpty() && "MNm".indexOf(family.layers().charAt(layer)) >= 0;
  }

  private boolean isLeftOut(int layer, String letters) {
    return !family.layers().isEmpty() && letters.indexOf(family.layers().charAt(layer)) >= 0;
  }

  /** Sums at the end of a layer's attention, or of the mixer in its place. */
  public int sumsOfAttention(int layer) {
    boolean parallel =
        vllm
            && (family.trait(Trait.PARALLEL_BLOCK) > 0
                || name.equals("cohere")
                || name.equals("cohere2"));
    boolean unsplit = newTransformers && name.equals("deepseekv3");
    if (isLeftOut(layer, "de-") || parallel || unsplit) {
      return 0;
    }
    return vllm && name.equals("gemma3n") ? 2 : 1;
  }

  /** Sums at the end of a layer's feed-forward half: routed and shared experts may be two. */
  public int sumsOfFeedForward(int layer) {
    if (isLeftOut(layer, "am-")) {
      return 0;
    }
    boolean apart =
        vllm
            ? Set.of("granitemoeshared", "granitemoehybrid", "step3", "gemma4").contains(name)
            : newTransformers && Set.of("glm4moe", "deepseekv3").contains(name);
    return apart && isExpertLayer(layer) ? 2 : 1;
  }

  /** What attention, or the mixer, calls before its sum. */
  public List<Piece> beforeSum(int layer) {
    if (isMixer(layer)) {
      return family.trait(Trait.STATE_NORM) > 0
          ? List.of(new Piece(Collective.ALL_REDUCE, DataType.FLOAT, 1, 1))
          : List.of();
    }
    AttentionShape attention = model.attention();
    int tensor = deployment.attentionTensor();
    boolean whole = (vllm || sglang) && Set.of("olmo2", "olmo3").contains(name);
    if (whole || (vllm && name.equals("olmoe"))) {
      return List.of(
          gather((long) attention.heads() / tensor * attention.headDim()),
          gather((long) Math.max(1, attention.kvHeads() / tensor) * attention.headDim()));
    }
    if (name.equals("minimaxm2") && (vllm || sglang)) {
      return List.of(new Piece(Collective.ALL_REDUCE, DataType.FLOAT, 2, sglang ? 4 : 1));
    }
    return List.of();
  }

  /** Once a pass, after the embedding. */
  public List<Piece> beforeLayers() {
    long embedded = (long) model.layers() * family.trait(Trait.LAYER_EMBEDDING);
    List<Piece> pieces = new ArrayList<>();
    if (embedded > 0 && vllm) {
      if (name.equals("gemma4") || family.trait(Trait.MULTIMODAL) > 0) {
        pieces.add(new Piece(Collective.ALL_REDUCE, deployment.dataType(), embedded, 1));
      }
      pieces.add(gather(embedded / deployment.layout().tensor()));
      pieces.addAll(streams());
    }
    return pieces;
  }

  /** Once a pass, after the last layer. */
  public List<Piece> afterLayers() {
    return vllm ? streams() : List.of();
  }

  private List<Piece> streams() {
    return Collections.nCopies(
        family.trait(Trait.STREAM_GATHERS),
        gather(model.hidden() / (long) deployment.layout().tensor()));
  }

  private Piece gather(long width) {
    return new Piece(Collective.ALL_GATHER, deployment.dataType(), width, 1);
  }

  /** Columns of the tensors that a stage hands over. */
  public List<Long> handedOver() {
    long hidden = model.hidden();
    if (deployment.engine() == Engine.TRANSFORMERS) {
      return List.of(hidden);
    }
    if (vllm && (TRANSFORMERS_BACKEND.contains(name) || ONE_TENSOR.contains(name))) {
      return List.of(hidden);
    }
    if (vllm && name.equals("gemma4")) {
      long embedded = (long) model.layers() * family.trait(Trait.LAYER_EMBEDDING);
      return embedded > 0 ? List.of(hidden, embedded) : List.of(hidden);
    }
    return Collections.nCopies(model.tensorsHandedOver(), hidden);
  }
}
