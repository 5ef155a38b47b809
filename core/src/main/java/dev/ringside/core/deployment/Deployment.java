package dev.ringside.core.deployment;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.ParallelLayout;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A model served by an engine on a parallel layout: the input of the closed forms.
 *
 * <p>A deployment that the engine could not run is refused ({@link IllegalArgumentException}): t
 * must divide the query heads and the padded vocabulary, and p must not exceed the layers. Fewer KV
 * heads than t are replicated.
 *
 * @param name its name in reports and labels
 * @param dataType activations on the wire
 * @param maxNumSeqs the engine's flag of that name, if the operator gave it
 * @param fabric name of the links between the ranks, {@code unknown} if not given
 * @param options everything beyond a dense model on tensor × pipeline ranks
 * @param tenant whose agents may send its calls
 */
public record Deployment(
    String name,
    ModelShape model,
    Engine engine,
    ParallelLayout layout,
    DataType dataType,
    OptionalInt maxNumSeqs,
    String fabric,
    ServingOptions options,
    Tenant tenant) {

  public Deployment {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a deployment needs a name");
    }
    Bound.NAME_BYTES.require(name, "name of a deployment");
    Bound.NAME_BYTES.require(fabric, "fabric");
    Bound.RANKS.require((long) layout.worldSize() * options.prefillContext(), "deployment " + name);
    if (dataType.bytes() == 0) {
      throw new IllegalArgumentException("deployment %s: unknown dtype".formatted(name));
    }
    String refused = refusal(engine, layout, dataType, options).orElse("");
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException("deployment %s: %s".formatted(name, refused));
    }
    if (engine.paddedVocabulary(model, layout.tensor()) % layout.tensor() != 0) {
      throw new IllegalArgumentException(
          "deployment %s: tensor %d does not divide the (padded) vocabulary of %d"
              .formatted(name, layout.tensor(), engine.paddedVocabulary(model, layout.tensor())));
    }
    engine.layerSplit().layersPerStage(model.layers(), layout.pipeline());
    requireAttentionReplicas(name, engine, layout, options);
    requireHeads(name, model.attention(), layout.tensor() / options.attentionReplicas());
    requireContext(name, model.attention(), layout.tensor(), options);
  }

  private static Optional<String> refusal(
      Engine engine, ParallelLayout layout, DataType dataType, ServingOptions options) {
    return engine
        .refusesStages(layout, options.engineVersion())
        .map(
            why ->
                "pipeline parallelism of engine %s is not modelled: %s"
                    .formatted(engine.label(), why))
        .or(() -> EngineScope.refusal(engine, dataType, options));
  }

  private static void requireAttentionReplicas(
      String name, Engine engine, ParallelLayout layout, ServingOptions options) {
    int replicas = options.attentionReplicas();
    if (replicas == 1) {
      return;
    }
    if (engine != Engine.SGLANG) {
      throw new IllegalArgumentException(
          "deployment %s: attention-data-parallel %d is SGLang's; engine %s runs attention on the whole tensor group"
              .formatted(name, replicas, engine.label()));
    }
    if (layout.tensor() % replicas != 0) {
      throw new IllegalArgumentException(
          "deployment %s: attention-data-parallel %d does not divide tensor %d"
              .formatted(name, replicas, layout.tensor()));
    }
    String beside = besideAttentionReplicas(options);
    if (!beside.isEmpty()) {
      throw new IllegalArgumentException(
          "deployment %s: attention-data-parallel %d with %s is not modelled"
              .formatted(name, replicas, beside));
    }
  }

  private static String besideAttentionReplicas(ServingOptions options) {
    if (options.decodeContext() > 1 || options.prefillContext() > 1) {
      return "context parallelism";
    }
    if (options.sequenceParallel()) {
      return "sequence parallelism";
    }
    if (options.speculativeTokens() > 0) {
      return "speculative decoding";
    }
    return options.allToAll().isKernel() ? "all-to-all " + options.allToAll().label() : "";
  }

  /** Fewer KV heads than ranks are replicated, if each rank then holds one. */
  private static void requireHeads(String name, AttentionShape attention, int tensor) {
    if (!attention.isKnown()) {
      return;
    }
    if (attention.heads() % tensor != 0) {
      throw new IllegalArgumentException(
          "deployment %s: tensor %d does not divide the %d attention heads"
              .formatted(name, tensor, attention.heads()));
    }
    int kv = attention.kvHeads();
    if (!attention.isLatent() && kv > 0 && kv % tensor != 0 && tensor % kv != 0) {
      throw new IllegalArgumentException(
          "deployment %s: tensor %d neither divides the %d KV heads nor is a multiple of them"
              .formatted(name, tensor, kv));
    }
  }

  private static void requireContext(
      String name, AttentionShape attention, int tensor, ServingOptions options) {
    int decode = options.decodeContext();
    if (decode > 1 && (tensor % decode != 0 || !attention.isKnown())) {
      throw new IllegalArgumentException(
          "deployment %s: decode context %d must divide tensor %d, and the model's attention heads must be known"
              .formatted(name, decode, tensor));
    }
    if (options.prefillContext() > 1 && !attention.isLatent()) {
      throw new IllegalArgumentException(
          "deployment %s: prefill context %d is modelled for latent attention (DeepSeek) only"
              .formatted(name, options.prefillContext()));
    }
  }

  /** A deployment of the default tenant. */
  public Deployment(
      String name,
      ModelShape model,
      Engine engine,
      ParallelLayout layout,
      DataType dataType,
      OptionalInt maxNumSeqs,
      String fabric,
      ServingOptions options) {
    this(name, model, engine, layout, dataType, maxNumSeqs, fabric, options, Tenant.DEFAULT);
  }

  /** The same without further options. */
  public Deployment(
      String name,
      ModelShape model,
      Engine engine,
      ParallelLayout layout,
      DataType dataType,
      OptionalInt maxNumSeqs,
      String fabric) {
    this(name, model, engine, layout, dataType, maxNumSeqs, fabric, ServingOptions.PLAIN);
  }

  /** The most sequences one decode pass can hold. */
  public int sequenceBound() {
    return maxNumSeqs.orElse(engine.defaultMaxNumSeqs(options.gpu()));
  }

  /** Batch sizes to which CUDA graphs pad a decode pass, whatever drafts beside it. */
  public CaptureSizes captureSizes() {
    return engine.captureSizes(sequenceBound());
  }

  /** Ranks of the whole deployment: t·p·d, times those that split a prompt. */
  public int ranks() {
    return Math.multiplyExact(layout.worldSize(), options.prefillContext());
  }

  /** a, tensor ranks that run attention for the same requests: t over its replicas. */
  public int attentionTensor() {
    return layout.tensor() / options.attentionReplicas();
  }

  /** v', the vocabulary as this engine shards it. */
  public long paddedVocabulary() {
    return engine.paddedVocabulary(model, layout.tensor());
  }

  public int layersOf(int stage) {
    return engine.layerSplit().layersPerStage(model.layers(), layout.pipeline()).get(stage);
  }

  /**
   * The same deployment on another engine, to see whether the traffic fits that one; empty where
   * that one does not run it, or is not modelled.
   */
  public Optional<Deployment> on(Engine other) {
    ServingOptions served = options.withAttentionReplicas(1);
    return refusal(other, layout, dataType, served).isPresent()
        ? Optional.empty()
        : Optional.of(withEngine(other));
  }

  /**
   * The same, of an engine that runs it.
   *
   * @throws IllegalArgumentException if it does not
   */
  public Deployment withEngine(Engine other) {
    ServingOptions served = other == engine ? options : options.withAttentionReplicas(1);
    return new Deployment(name, model, other, layout, dataType, maxNumSeqs, fabric, served, tenant);
  }

  public Deployment ownedBy(Tenant other) {
    return new Deployment(
        name, model, engine, layout, dataType, maxNumSeqs, fabric, options, other);
  }

  /** The drafting model on the same tensor ranks, on one stage and without further options. */
  public Deployment draftedBy(ModelShape draft) {
    ParallelLayout oneStage = new ParallelLayout(layout.tensor(), 1, layout.data());
    return new Deployment(
        name + "-draft",
        draft,
        engine,
        oneStage,
        dataType,
        maxNumSeqs,
        fabric,
        ServingOptions.ofRelease(options.engineVersion()));
  }
}
