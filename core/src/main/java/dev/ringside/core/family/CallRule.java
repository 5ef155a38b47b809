package dev.ringside.core.family;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.Trait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call as a cell of the table writes it: {@code ar(h)}, {@code ar(2):float32~4} (of FP32, its
 * elements rounded up to 4), {@code ag(h/t)xstream-gathers} (that many times).
 *
 * @param dataType empty for the type of activations
 * @param times a number, or the label of the trait that says how often; empty for once
 */
record CallRule(
    Collective collective, Width width, Optional<DataType> dataType, int multiple, String times) {

  private static final Pattern CALL =
      Pattern.compile("([a-z]+)\\(([^)]+)\\)(?::(\\w+))?(?:~(\\d{1,4}))?(?:x([\\w-]+))?");
  private static final Map<String, Collective> COLLECTIVES =
      Map.of(
          "ar", Collective.ALL_REDUCE,
          "ag", Collective.ALL_GATHER,
          "rs", Collective.REDUCE_SCATTER,
          "gather", Collective.GATHER,
          "bcast", Collective.BROADCAST,
          "send", Collective.SEND);

  /**
   * @throws IllegalArgumentException saying what is not understood
   */
  static CallRule parse(String text) {
    Matcher call = CALL.matcher(text);
    if (!call.matches() || !COLLECTIVES.containsKey(call.group(1))) {
      throw new IllegalArgumentException(
          "\"%s\": expected a call like ar(h), ag(v/t) or ar(2):float32~4".formatted(text));
    }
    Optional<DataType> type = Optional.ofNullable(call.group(3)).map(DataType::of);
    if (type.isPresent() && type.get() == DataType.UNKNOWN) {
      throw new IllegalArgumentException("\"%s\": no such element type".formatted(text));
    }
    String times = call.group(5) == null ? "" : call.group(5);
    if (!times.isEmpty() && !times.matches("\\d{1,4}") && Trait.ofLabel(times).isEmpty()) {
      throw new IllegalArgumentException("\"%s\": how often is \"%s\"?".formatted(text, times));
    }
    return new CallRule(
        COLLECTIVES.get(call.group(1)),
        Width.parse(call.group(2)),
        type,
        call.group(4) == null ? 1 : Integer.parseInt(call.group(4)),
        times);
  }

  boolean isSum() {
    return collective == Collective.ALL_REDUCE;
  }

  Set<Trait> traits() {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    traits.addAll(width.traits());
    Trait.ofLabel(times).ifPresent(traits::add);
    return traits;
  }

  /** The call as {@code deployment} makes it: as often as it is made, none if its width is 0. */
  List<LayerCall> of(Deployment deployment, Part part, boolean captured) {
    long elements = width.of(deployment, ranksOf(part, deployment));
    if (elements == 0) {
      return List.of();
    }
    LayerCall call =
        new LayerCall(
            part,
            collective,
            elements,
            multiple,
            dataType.orElse(deployment.dataType()),
            captured,
            collective == Collective.ALL_REDUCE && width.isHidden());
    return new ArrayList<>(Collections.nCopies(count(deployment), call));
  }

  /** Attention in replicas shares its weights among fewer ranks, and may make its own logits. */
  private static int ranksOf(Part part, Deployment deployment) {
    return switch (part) {
      case EMBEDDING, PASS, ATTENTION, MIXER -> deployment.attentionTensor();
      case LOGITS ->
          deployment.options().flags().contains(EngineFlag.DP_LM_HEAD)
              ? deployment.attentionTensor()
              : deployment.layout().tensor();
      default -> deployment.layout().tensor();
    };
  }

  private int count(Deployment deployment) {
    return Trait.ofLabel(times)
        .map(trait -> deployment.model().family().trait(trait))
        .orElseGet(() -> times.isEmpty() ? 1 : Integer.parseInt(times));
  }
}
