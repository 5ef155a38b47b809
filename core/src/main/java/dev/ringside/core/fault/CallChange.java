package dev.ringside.core.fault;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Size.Form;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.parallelism.Parallelism;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Calls of the tensor group that a faulty step lacks, or makes too many: {@code -ag(T/t*2*h)},
 * {@code +ar(T*h)xE}.
 *
 * <pre>
 * + -        too many, missing
 * ar ag rs   AllReduce, AllGather, ReduceScatter
 * T* T/t*    all rows of the step; each rank's share, ⌈T/t⌉
 * 2*h        elements of a row: a number, the hidden size or a trait's, or their product
 * xE         once in each layer of the stage with experts, D without, L in all; E-1 once less.
 *            Without it, once a step
 * </pre>
 *
 * @param sign 1 or −1
 * @param width hidden size or the label of a trait
 * @param times the layers: E, D, L, or 1 for once a step
 * @param less subtracted from the count
 */
record CallChange(
    int sign,
    Collective collective,
    boolean shared,
    int columns,
    String width,
    String times,
    int less) {

  private static final Map<String, Collective> COLLECTIVES =
      Map.of(
          "ar", Collective.ALL_REDUCE,
          "ag", Collective.ALL_GATHER,
          "rs", Collective.REDUCE_SCATTER);
  private static final String HIDDEN = "h";
  private static final String ONCE = "1";
  private static final Pattern CHANGE =
      Pattern.compile(
          "([+-])(ar|ag|rs)\\(T(/t)?\\*(?:(\\d)\\*)?([a-z-]+)\\)(?:x([EDL])(?:-(\\d))?)?");

  /**
   * @throws IllegalArgumentException saying what is not understood
   */
  static CallChange parse(String text) {
    Matcher change = CHANGE.matcher(text);
    if (!change.matches()) {
      throw new IllegalArgumentException(
          "\"%s\": expected a change like +ar(T*h)xE or -ag(T/t*2*h)".formatted(text));
    }
    String width = change.group(5);
    if (!width.equals(HIDDEN) && Trait.ofLabel(width).isEmpty()) {
      throw new IllegalArgumentException("\"%s\": no trait \"%s\"".formatted(text, width));
    }
    return new CallChange(
        change.group(1).equals("+") ? 1 : -1,
        COLLECTIVES.get(change.group(2)),
        change.group(3) != null,
        change.group(4) == null ? 1 : Integer.parseInt(change.group(4)),
        width,
        change.group(6) == null ? ONCE : change.group(6),
        change.group(7) == null ? 0 : Integer.parseInt(change.group(7)));
  }

  /**
   * What a rank of {@code stage} calls too many in a step of {@code tokens}; a negative count is
   * missing, none is 0.
   */
  ExpectedCalls in(Deployment on, FamilyQuirks family, int stage, long tokens) {
    Terminal call = call(on);
    return new ExpectedCalls(
        call.purpose(),
        call.parallelism(),
        call.collective(),
        call.size().elements(tokens),
        call.dataType(),
        (long) sign * Math.max(0, countOf(on, family, stage) - less),
        call.groupSize(),
        call.transport());
  }

  /** One of the calls. */
  Terminal call(Deployment on) {
    return call(on, Variable.TOKENS);
  }

  /**
   * The same in a step whose tokens are those of several replicas of attention.
   *
   * @param tokens what stands for all of them
   */
  Terminal call(Deployment on, Variable tokens) {
    int tensor = on.layout().tensor();
    long each = (long) columns * widthOf(on);
    return new Terminal(
        Purpose.LAYER,
        Parallelism.TP,
        collective,
        shared ? Size.tokens(each, tensor, Form.SHARE) : Size.whole(tokens, each),
        on.dataType(),
        tensor,
        Transport.UNKNOWN);
  }

  private int widthOf(Deployment on) {
    return Trait.ofLabel(width)
        .map(trait -> on.model().family().trait(trait))
        .orElseGet(() -> on.model().hidden());
  }

  private int countOf(Deployment on, FamilyQuirks family, int stage) {
    if (!isOfLayers()) {
      return 1;
    }
    int first = 0;
    for (int before = 0; before < stage; before++) {
      first += on.layersOf(before);
    }
    return (int)
        IntStream.range(first, first + on.layersOf(stage))
            .filter(layer -> isIn(layer, family))
            .count();
  }

  /** False if the calls are made once a step. */
  boolean isOfLayers() {
    return !times.equals(ONCE);
  }

  /** True if a layer of the model, counted from 0, makes one of the calls; −1 is none. */
  boolean isIn(int layer, FamilyQuirks family) {
    if (layer < 0) {
      return false;
    }
    return switch (times) {
      case "E" -> family.hasExperts(layer);
      case "D" -> !family.hasExperts(layer);
      default -> isOfLayers();
    };
  }
}
