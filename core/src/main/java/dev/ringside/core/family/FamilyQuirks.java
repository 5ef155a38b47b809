package dev.ringside.core.family;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.Trait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls of one replica's tensor group, part by part and layer by layer, in the order in which
 * the engine's code for the family makes them: what planner, monitor and report have in common.
 *
 * <p>Exchanges of tokens between replicas, splits of a sequence and drafts are not here; where an
 * exchange replaces the experts' sum, it is the first call of {@link Part#EXPERTS} with {@link
 * LayerCall#sum}. With one tensor rank nothing is called but hand-overs.
 *
 * @param family as the config names it
 * @param known false if the engine's row for all families was taken
 * @param source file:function in the engine's code, or the recording
 * @param unread keys of the config that change communication and that are not understood
 * @param encoderGuessed true if what its encoders of pictures or sound call may be other than said
 */
public record FamilyQuirks(
    String family,
    boolean known,
    Evidence evidence,
    String source,
    List<String> unread,
    Map<Part, List<LayerCall>> calls,
    List<List<Part>> layers,
    boolean encoderGuessed) {

  public FamilyQuirks {
    unread = List.copyOf(unread);
    calls = Collections.unmodifiableMap(new EnumMap<>(calls));
    layers = List.copyOf(layers);
  }

  public static FamilyQuirks of(Deployment deployment) {
    ModelFamily family = deployment.model().family();
    FamilyTable table = FamilyTable.bundled();
    FamilyRow all = table.forAll(deployment);
    Optional<FamilyRow> own = table.find(deployment);
    FamilyRow row = own.orElse(all);
    Map<Part, List<LayerCall>> calls = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      List<CallRule> rules = row.calls().getOrDefault(part, all.calls().get(part));
      calls.put(part, callsOf(rules, part, deployment));
    }
    stated(deployment, calls, own.isPresent());
    padded(deployment, calls);
    Evidence evidence = own.map(FamilyRow::evidence).orElse(Evidence.ASSUMED);
    if (family.architecture().isEmpty()) {
      evidence = Evidence.UNSTATED;
    } else if (!family.unread().isEmpty()) {
      evidence = Evidence.ASSUMED;
    }
    return new FamilyQuirks(
        family.architecture(),
        own.isPresent(),
        evidence,
        row.source(),
        family.unread(),
        calls,
        layersOf(deployment),
        isEncoderGuessed(deployment, row));
  }

  /** Known are encoders with a merger, as Qwen's, and those that the family's row describes. */
  private static boolean isEncoderGuessed(Deployment deployment, FamilyRow row) {
    ModelFamily family = deployment.model().family();
    return family.trait(Trait.MULTIMODAL) > 0
        && deployment.layout().tensor() > 1
        && family.trait(Trait.VISION_MERGE) == 0
        && !row.calls().containsKey(Part.TOWER);
  }

  private static List<LayerCall> callsOf(List<CallRule> rules, Part part, Deployment deployment) {
    if (deployment.layout().tensor() == 1 && part != Part.HANDOVER) {
      return List.of();
    }
    boolean captured = isCaptured(part, deployment);
    boolean tables = part == Part.PASS && embedsApart(deployment);
    return rules.stream()
        .flatMap(rule -> rule.of(deployment, part, captured && !(tables && rule.isSum())).stream())
        .toList();
  }

  /** What is looked up in tables is then summed in front of the layers' graph. */
  private static boolean embedsApart(Deployment deployment) {
    return deployment.engine() == Engine.VLLM
        && deployment.model().family().trait(Trait.MULTIMODAL) > 0;
  }

  /**
   * Layers are replayed from a graph wherever the engine has graphs; the embedding too, unless
   * pictures may go in beside the text and the engine is vLLM; of logits, SGLang's alone.
   *
   * <p>Source: vLLM {@code gpu/model_states/default.py:prepare_inputs_embeds}, {@code
   * gpu/model_runner.py:sample}.
   */
  private static boolean isCaptured(Part part, Deployment deployment) {
    return switch (part) {
      case EMBEDDING -> !embedsApart(deployment);
      case TOWER, MERGER -> false;
      case LOGITS -> deployment.engine() == Engine.SGLANG;
      default -> true;
    };
  }

  /** Tensors handed over: the operator's word, else the family's row, else the model's number. */
  private static void stated(
      Deployment deployment, Map<Part, List<LayerCall>> calls, boolean known) {
    int stated = deployment.model().family().trait(Trait.HANDED_OVER);
    if (stated == 0 && (known || deployment.engine() == Engine.TRANSFORMERS)) {
      return;
    }
    LayerCall hidden =
        new LayerCall(
            Part.HANDOVER,
            Collective.SEND,
            deployment.model().hidden(),
            1,
            deployment.dataType(),
            true,
            false);
    int tensors = stated > 0 ? stated : deployment.model().tensorsHandedOver();
    calls.put(Part.HANDOVER, Collections.nCopies(tensors, hidden));
  }

  /** Kernels that pad the experts' columns sum the padded ones, too. */
  private static void padded(Deployment deployment, Map<Part, List<LayerCall>> calls) {
    int width = deployment.model().family().trait(Trait.EXPERT_WIDTH);
    if (width == 0) {
      return;
    }
    List<LayerCall> wider = new ArrayList<>(calls.get(Part.EXPERTS));
    for (int i = 0; i < wider.size(); i++) {
      if (wider.get(i).sum()) {
        wider.set(i, wider.get(i).of(width));
        break;
      }
    }
    calls.put(Part.EXPERTS, List.copyOf(wider));
  }

  private static List<List<Part>> layersOf(Deployment deployment) {
    String letters = deployment.model().family().layers();
    FeedForwardShape feedForward = deployment.model().feedForward();
    List<List<Part>> layers = new ArrayList<>();
    for (int layer = 0; layer < deployment.model().layers(); layer++) {
      boolean experts = feedForward.hasExperts() && layer >= feedForward.denseLayers();
      layers.add(partsOf(letters.isEmpty() ? experts ? 'E' : 'A' : letters.charAt(layer)));
    }
    return layers;
  }

  private static List<Part> partsOf(char letter) {
    return switch (letter) {
      case 'A' -> List.of(Part.ATTENTION, Part.DENSE);
      case 'E' -> List.of(Part.ATTENTION, Part.EXPERTS);
      case 'M' -> List.of(Part.MIXER, Part.DENSE);
      case 'N' -> List.of(Part.MIXER, Part.EXPERTS);
      case 'H' -> List.of(Part.ATTENTION, Part.DENSE, Part.MIXER);
      case 'a' -> List.of(Part.ATTENTION);
      case 'm' -> List.of(Part.MIXER);
      case 'd' -> List.of(Part.DENSE);
      case 'e' -> List.of(Part.EXPERTS);
      default -> List.of();
    };
  }

  /** The calls of one part of a layer, or of a place that is no layer. */
  public List<LayerCall> at(Part part) {
    return calls.get(part);
  }

  /** The calls of a layer in their order; the first layer of the model is 0. */
  public List<LayerCall> layer(int layer) {
    return layers.get(layer).stream().flatMap(part -> calls.get(part).stream()).toList();
  }

  /** What a layer is made of, in order. */
  public List<Part> parts(int layer) {
    return layers.get(layer);
  }

  public boolean hasExperts(int layer) {
    return layers.get(layer).contains(Part.EXPERTS);
  }

  /**
   * What a reader of a verdict must know of its ground: empty if the family's code was seen and
   * nothing of the config is left over.
   */
  public Optional<String> caveat() {
    if (!unread.isEmpty()) {
      return Optional.of(
          "the config of %s says %s, which changes communication and is not understood"
              .formatted(family, String.join(", ", unread)));
    }
    if (encoderGuessed && evidence.isSeen()) {
      return Optional.of(
          "what the encoder of %s calls is guessed; calls that no step has a place for may be its own"
              .formatted(family));
    }
    return switch (evidence) {
      case ASSUMED ->
          Optional.of(
              "%s is not known on this engine; its calls are assumed to be a common transformer's"
                  .formatted(family));
      case INFERRED ->
          Optional.of("the calls of %s are inferred from %s".formatted(family, source));
      default -> Optional.empty();
    };
  }
}
