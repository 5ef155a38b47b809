package dev.ringside.core.family;

import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.routing.EngineVersion;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What some families communicate on the releases of one engine.
 *
 * @param from first release
 * @param until first release that it no longer holds for; empty for all to come
 * @param families {@link FamilyNames#plain plain} names; empty for a family of which nothing is
 *     known
 * @param when traits that a model must have (true) or must not have (false)
 * @param calls parts that are not listed call as the engine's row for all families says
 * @param source file:function in the engine's code, or the recording
 */
record FamilyRow(
    String engine,
    EngineVersion from,
    Optional<EngineVersion> until,
    Set<String> families,
    Map<Trait, Boolean> when,
    Evidence evidence,
    Map<Part, List<CallRule>> calls,
    String source) {

  /** Columns before those of the calls. */
  private static final int FIRST_CALLS = 6;

  private static final List<Part> PARTS =
      List.of(
          Part.EMBEDDING,
          Part.PASS,
          Part.ATTENTION,
          Part.MIXER,
          Part.DENSE,
          Part.EXPERTS,
          Part.END,
          Part.LOGITS,
          Part.HANDOVER,
          Part.TOWER,
          Part.MERGER,
          Part.HEAD);

  static final int COLUMNS = FIRST_CALLS + PARTS.size() + 1;

  private static final EngineVersion FIRST = new EngineVersion(0, 0, 0);
  private static final String NONE = "-";
  private static final String AS_ALL = "=";
  private static final String ALL = "*";

  /**
   * @throws IllegalArgumentException saying which cell is wrong
   */
  static FamilyRow parse(List<String> cells, FamilyNames names) {
    if (cells.size() != COLUMNS) {
      throw new IllegalArgumentException(
          "%d columns, expected %d".formatted(cells.size(), COLUMNS));
    }
    Map<Part, List<CallRule>> calls = new EnumMap<>(Part.class);
    for (int i = 0; i < PARTS.size(); i++) {
      String cell = cells.get(FIRST_CALLS + i);
      if (!cell.equals(AS_ALL)) {
        calls.put(PARTS.get(i), calls(cell));
      }
    }
    return new FamilyRow(
        cells.get(0),
        cells.get(1).equals(NONE) ? FIRST : EngineVersion.parse(cells.get(1)),
        cells.get(2).equals(NONE)
            ? Optional.empty()
            : Optional.of(EngineVersion.parse(cells.get(2))),
        cells.get(3).equals(ALL) ? Set.of() : names.of(cells.get(3)),
        conditions(cells.get(4)),
        Evidence.valueOf(cells.get(5).toUpperCase(Locale.ROOT)),
        calls,
        cells.get(COLUMNS - 1));
  }

  private static List<CallRule> calls(String cell) {
    List<CallRule> calls = new ArrayList<>();
    if (!cell.equals(NONE)) {
      for (String call : cell.split(" ", -1)) {
        calls.add(CallRule.parse(call));
      }
    }
    return List.copyOf(calls);
  }

  private static Map<Trait, Boolean> conditions(String cell) {
    Map<Trait, Boolean> when = new EnumMap<>(Trait.class);
    if (!cell.equals(NONE)) {
      for (String word : cell.split(" ", -1)) {
        boolean wanted = !word.startsWith("!");
        String label = wanted ? word : word.substring(1);
        when.put(
            Trait.ofLabel(label)
                .orElseThrow(() -> new IllegalArgumentException("no trait \"%s\"".formatted(word))),
            wanted);
      }
    }
    return when;
  }

  /** True for the row that says what an engine does with a family of which nothing is known. */
  boolean isForAll() {
    return families.isEmpty();
  }

  boolean holds(String forEngine, EngineVersion version) {
    return engine.equals(forEngine)
        && version.compareTo(from) >= 0
        && until.map(end -> version.compareTo(end) < 0).orElse(true);
  }

  boolean fits(String plainName, ModelFamily family) {
    return families.contains(plainName)
        && when.entrySet().stream()
            .allMatch(one -> (family.trait(one.getKey()) > 0) == one.getValue());
  }

  /** The traits on which it depends. */
  Set<Trait> traits() {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    traits.addAll(when.keySet());
    calls.values().forEach(rules -> rules.forEach(rule -> traits.addAll(rule.traits())));
    return traits;
  }
}
