package dev.ringside.core.deployment;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.parallelism.LayerSplit;
import dev.ringside.core.parallelism.ParallelLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The habits of inference engines that show in their traffic.
 *
 * <p>Sources: vLLM 0.8.5 (V0 and V1) {@code logits_processor.py:_gather_logits}, {@code
 * vocab_parallel_embedding.py}; Hugging Face transformers 5.18 tensor parallelism as recorded;
 * SGLang v0.5.18; TensorRT-LLM {@code modules/embedding.py}, {@code communicator.py}; LMDeploy 0.18
 * {@code pytorch/nn/embedding.py}, {@code utils.py:get_max_batch_size}, {@code language_model.cc};
 * llama.cpp {@code llama-model.cpp:llama_meta_device_get_split_state}.
 */
public enum Engine {
  /** The paper's engine: logits by Gather to rank 0, the driver broadcasts model inputs. */
  VLLM_V0("vllm-v0", Collective.GATHER, true, 64, CaptureSizes.of(256, 256, 8), 256),
  /** vLLM's V1 engine: every rank samples, so logits are all-gathered. */
  VLLM("vllm", Collective.ALL_GATHER, true, 64, CaptureSizes.of(512, 248, 16), 256),
  /**
   * Transformers with {@code tp_plan="auto"}: the embedding is not sharded before release 5.23 (2L
   * all-reduces), the vocabulary is padded to a multiple of t, no CUDA graphs.
   */
  TRANSFORMERS(
      "transformers", Collective.ALL_GATHER, false, 1, CaptureSizes.NONE, Integer.MAX_VALUE),
  /** SGLang: as vLLM V1, but layers left over go to the last stages. */
  SGLANG("sglang", Collective.ALL_GATHER, true, 64, CaptureSizes.SGLANG, 256),
  /**
   * TensorRT-LLM's PyTorch backend: the vocabulary is padded to a multiple of t, hand-overs are
   * neither sliced nor put together again.
   */
  TRTLLM("trtllm", Collective.ALL_GATHER, true, 1, CaptureSizes.NONE, 2048),
  /**
   * LMDeploy's PyTorch engine: embedding and head are whole on every rank in most families, and
   * rank 0 tells the others the tokens it sampled.
   */
  LMDEPLOY("lmdeploy", Collective.ALL_GATHER, false, 64, CaptureSizes.LMDEPLOY, 1024),
  /**
   * LMDeploy's TurboMind: the embedding is split by columns, which an all-gather brings together.
   */
  TURBOMIND("turbomind", Collective.ALL_GATHER, true, 1, CaptureSizes.NONE, 1024),
  /**
   * llama.cpp with {@code --split-mode tensor}: one process; the embedding is whole on every GPU,
   * and the host reads each GPU's part of the logits.
   */
  LLAMA_CPP("llama-cpp", Collective.ALL_GATHER, false, 1, CaptureSizes.NONE, 256);

  private static final Pattern FROM_5_23 =
      Pattern.compile("main|5\\.(2[3-9]|[3-9]\\d).*|([6-9]|\\d\\d)\\..*");

  private final String label;
  private final Collective logitsCollective;
  private final boolean shardsEmbedding;
  private final int vocabularyPadding;
  private final CaptureSizes captureSizes;
  private final int defaultMaxNumSeqs;

  Engine(
      String label,
      Collective logitsCollective,
      boolean shardsEmbedding,
      int vocabularyPadding,
      CaptureSizes captureSizes,
      int defaultMaxNumSeqs) {
    this.label = label;
    this.logitsCollective = logitsCollective;
    this.shardsEmbedding = shardsEmbedding;
    this.vocabularyPadding = vocabularyPadding;
    this.captureSizes = captureSizes;
    this.defaultMaxNumSeqs = defaultMaxNumSeqs;
  }

  /** The name in deployment files and labels: {@code vllm-v0}. */
  public String label() {
    return label;
  }

  public static Optional<Engine> ofLabel(String label) {
    return Arrays.stream(values()).filter(engine -> engine.label.equals(label)).findFirst();
  }

  /** {@code vllm-v0, vllm, transformers, ...}: for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(Engine::label).collect(Collectors.joining(", "));
  }

  /** The collective that brings the vocabulary shards of the logits together. */
  public Collective logitsCollective() {
    return logitsCollective;
  }

  /** True if the ranks share the embedding: over the vocabulary, TurboMind by columns. */
  public boolean shardsEmbedding() {
    return shardsEmbedding;
  }

  /**
   * v', the vocabulary padded as it is sharded over {@code tensor} ranks: to a multiple of 64;
   * SGLang to one of 64·t where t does not divide that; TensorRT-LLM, transformers and TurboMind to
   * a multiple of t. llama.cpp shares it out unpadded.
   *
   * <p>Source: SGLang {@code vocab_parallel_embedding.py}; transformers pads a DTensor's last
   * shard.
   */
  public long paddedVocabulary(ModelShape model, int tensor) {
    boolean byRanks = vocabularyPadding == 1;
    long padded = model.paddedVocabulary(byRanks ? tensor : vocabularyPadding);
    return this == SGLANG && padded % tensor != 0
        ? model.paddedVocabulary(Math.multiplyExact(vocabularyPadding, tensor))
        : padded;
  }

  /** True if each tensor rank sends one slice, and an all-gather puts the slices together. */
  public boolean slicesHandover() {
    return this != TRTLLM && this != TRANSFORMERS;
  }

  /** Batch sizes to which CUDA graphs pad a decode pass. */
  public CaptureSizes captureSizes() {
    return captureSizes;
  }

  /**
   * The same where they end at the most sequences of a pass, as LMDeploy's do.
   *
   * <p>Source: LMDeploy {@code graph_runner.py:_get_capture_batch_size_impl}.
   */
  CaptureSizes captureSizes(int sequences) {
    return this == LMDEPLOY ? captureSizes.endingAt(sequences) : captureSizes;
  }

  /**
   * The engine's default bound on sequences in one pass; of LMDeploy by GPU, the largest where that
   * is not known.
   *
   * @param gpu label, empty if not known
   */
  int defaultMaxNumSeqs(String gpu) {
    boolean byGpu = this == LMDEPLOY || this == TURBOMIND;
    if (!byGpu || gpu.isEmpty() || gpu.startsWith("h100") || gpu.startsWith("h200")) {
      return defaultMaxNumSeqs;
    }
    return gpu.startsWith("a100") ? 384 : 128;
  }

  /**
   * True if ranks of different replicas exchange tokens around the experts, as in vLLM. In the
   * other engines replicas are separate servers.
   */
  public boolean joinsReplicas() {
    return this == VLLM || this == VLLM_V0;
  }

  /**
   * Why pipeline stages of this release are not modelled; empty if they are, or if there is one
   * stage. Transformers over stages is modelled from 5.23 on; a release that is not stated is an
   * older one.
   */
  public Optional<String> refusesStages(ParallelLayout layout, String release) {
    if (layout.pipeline() == 1) {
      return Optional.empty();
    }
    return switch (this) {
      case TRANSFORMERS ->
          FROM_5_23.matcher(release).matches()
              ? Optional.empty()
              : Optional.of("before engine-version 5.23");
      case LMDEPLOY, TURBOMIND -> Optional.of("LMDeploy has no stages");
      case LLAMA_CPP ->
          Optional.of(
              "--split-mode layer copies activations from GPU to GPU within one process, which no"
                  + " source shows as calls");
      default -> Optional.empty();
    };
  }

  public LayerSplit layerSplit() {
    return switch (this) {
      case SGLANG -> LayerSplit.REMAINDER_LAST;
      case TRTLLM -> LayerSplit.REMAINDER_FIRST;
      case TRANSFORMERS -> LayerSplit.REMAINDER_ALL_LAST;
      default -> LayerSplit.REMAINDER_BEFORE_LAST;
    };
  }
}
