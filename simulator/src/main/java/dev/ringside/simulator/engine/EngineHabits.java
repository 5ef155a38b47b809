package dev.ringside.simulator.engine;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.routing.EngineVersion;

/**
 * What an engine does on the wire, as its source reads; written down a second time and on purpose,
 * not taken from the analytical model, which the simulation is there to check.
 *
 * <p>Sources: vLLM {@code vocab_parallel_embedding.py}, {@code logits_processor.py}, {@code
 * parallel_state.py:send_tensor_dict}, {@code utils.py:get_pp_indices}; SGLang v0.5.18 {@code
 * scheduler_pp_mixin.py}, {@code utils/common.py:get_pp_indices}; TensorRT-LLM {@code
 * modules/embedding.py}, {@code mapping.py:pp_layers}; Transformers' {@code tp_plan}; LMDeploy 0.18
 * {@code pytorch/strategies/ar/model_agent.py}; TurboMind {@code language_model.cc}; llama.cpp
 * {@code ggml-cuda.cu}, {@code llama-model.cpp}.
 */
public final class EngineHabits {

  private static final int VLLM_VOCABULARY_BLOCK = 64;

  private final Engine engine;
  private final EngineVersion version;

  public EngineHabits(Deployment deployment) {
    this.engine = deployment.engine();
    this.version = EngineVersion.parse(deployment.options().engineVersion());
  }

  public Engine engine() {
    return engine;
  }

  /** The embedding is sharded over the vocabulary, so that its partial rows must be summed. */
  public boolean sumsEmbedding() {
    return switch (engine) {
      case VLLM, VLLM_V0, SGLANG, TRTLLM -> true;
      case TRANSFORMERS, LMDEPLOY, TURBOMIND, LLAMA_CPP -> false;
    };
  }

  /** Each rank looks up its columns of every row, which are then gathered. */
  public boolean gathersEmbedding() {
    return engine == Engine.TURBOMIND;
  }

  /** Ranks hold shards of the head, and bring the logits together. */
  public boolean gathersLogits() {
    return engine != Engine.LMDEPLOY && engine != Engine.LLAMA_CPP;
  }

  /** Rank 0 alone samples, and tells the others the tokens. */
  public boolean tellsTokens() {
    return engine == Engine.LMDEPLOY;
  }

  /** Rows for which no logits are wanted are dropped behind the last layer's attention. */
  public boolean dropsRows() {
    return engine == Engine.LLAMA_CPP;
  }

  /**
   * What sums of {@code elements} are made in: llama.cpp halves large ones before it sends them.
   *
   * @param type of the activations
   */
  public DataType sumsIn(DataType type, long elements, int ranks) {
    if (engine != Engine.LLAMA_CPP) {
      return type;
    }
    boolean small =
        (ranks <= 2 && elements < 32_768)
            || (ranks == 3 && elements < 131_072)
            || (ranks >= 4 && elements < 262_144);
    return small ? type : DataType.BFLOAT16;
  }

  /** V0 samples on tensor rank 0 only; all others on every rank. */
  public Collective logits() {
    return engine == Engine.VLLM_V0 ? Collective.GATHER : Collective.ALL_GATHER;
  }

  /** Columns of the logits that one of {@code tensor} ranks holds. */
  public long vocabularyShard(long vocabulary, int tensor) {
    long block =
        switch (engine) {
          case TRANSFORMERS, TRTLLM, TURBOMIND, LLAMA_CPP -> tensor;
          case VLLM, VLLM_V0, SGLANG, LMDEPLOY -> VLLM_VOCABULARY_BLOCK;
        };
    long whole = upTo(block, vocabulary);
    if (engine == Engine.SGLANG && whole % tensor != 0) {
      whole = upTo(block * tensor, vocabulary);
    }
    return whole / tensor;
  }

  private static long upTo(long block, long entries) {
    long remainder = entries % block;
    return remainder == 0 ? entries : entries - remainder + block;
  }

  /** A tensor rank hands over its slice only, where the tensor can be cut into equal ones. */
  public boolean slicesHandover(long elements, int tensor) {
    boolean whole = engine == Engine.TRTLLM || engine == Engine.TRANSFORMERS;
    return !whole && tensor > 1 && elements % tensor == 0;
  }

  /** LM head and its gather lie inside the decode graph, so padding rows have logits too. */
  public boolean padsLogits() {
    return engine == Engine.SGLANG;
  }

  /** The last stage tells all others the logits of a pass, so that each samples for itself. */
  public boolean tellsLogits() {
    return engine == Engine.TRANSFORMERS;
  }

  /** Ranks of different replicas exchange tokens around the experts. */
  public boolean joinsReplicas() {
    return engine == Engine.VLLM || engine == Engine.VLLM_V0;
  }

  /** True if the release is not older; the newest where the deployment names none. */
  public boolean isAtLeast(int major, int minor) {
    return version.isAtLeast(major, minor);
  }

  /**
   * First layer of each of {@code stages}, and behind the last the number of layers.
   *
   * <p>vLLM adds the layers left over one by one to the stages before the last, from the back;
   * SGLang to the last ones; TensorRT-LLM to the first ones; transformers all of them to the last.
   */
  public int[] stageBounds(int layers, int stages) {
    int[] held = new int[stages];
    for (int layer = 0; layer < layers - layers % stages; layer++) {
      held[layer % stages]++;
    }
    if (engine == Engine.TRANSFORMERS) {
      held[stages - 1] += layers % stages;
    } else {
      int stage = engine == Engine.SGLANG ? stages - 1 : engine == Engine.TRTLLM ? 0 : stages - 2;
      for (int left = layers % stages; left > 0; left--) {
        held[stage]++;
        stage += engine == Engine.TRTLLM ? 1 : -1;
      }
    }
    int[] bounds = new int[stages + 1];
    for (int s = 0; s < stages; s++) {
      bounds[s + 1] = bounds[s] + held[s];
    }
    return bounds;
  }
}
