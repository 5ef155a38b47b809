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
 * SGLang v0.5.18; TensorRT-LLM {@code modules/embedding.py}, {@code communicator.py}.
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
  TRTLLM("trtllm", Collective.ALL_GATHER, true, 1, CaptureSizes.NONE, 2048);

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

  /** {@code vllm-v0, vllm, transformers, sglang, trtllm}: for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(Engine::label).collect(Collectors.joining(", "));
  }

  /** The collective that brings the vocabulary shards of the logits together. */
  public Collective logitsCollective() {
    return logitsCollective;
  }

  /** True if the embedding is split over the vocabulary and ends in an all-reduce on stage 0. */
  public boolean shardsEmbedding() {
    return shardsEmbedding;
  }

  /**
   * v', the vocabulary padded as it is sharded over {@code tensor} ranks: to a multiple of 64;
   * SGLang to one of 64·t where t does not divide that; TensorRT-LLM and transformers to a multiple
   * of t.
   *
   * <p>Source: SGLang {@code vocab_parallel_embedding.py}; transformers pads a DTensor's last
   * shard.
   */
  public long paddedVocabulary(ModelShape model, int tensor) {
    boolean byRanks = this == TRTLLM || this == TRANSFORMERS;
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

  /** The engine's default bound on sequences in one pass. */
  public int defaultMaxNumSeqs() {
    return defaultMaxNumSeqs;
  }

  /**
   * True if ranks of different replicas exchange tokens around the experts, as in vLLM. In the
   * other engines replicas are separate servers.
   */
  public boolean joinsReplicas() {
    return this == VLLM || this == VLLM_V0;
  }

  /** True if the closed forms cover every release of this engine on {@code layout}. */
  public boolean models(ParallelLayout layout) {
    return this != TRANSFORMERS || layout.pipeline() == 1;
  }

  /**
   * True if they cover this release; transformers over stages from 5.23 on, a release that is not
   * stated is an older one.
   */
  public boolean models(ParallelLayout layout, String release) {
    return models(layout) || FROM_5_23.matcher(release).matches();
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
