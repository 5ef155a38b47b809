package dev.ringside.core.family;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The names of families, however a config spells them, and the groups of them in the table. */
final class FamilyNames {

  private static final List<String> CLASS_ENDINGS =
      List.of("ForCausalLM", "ForConditionalGeneration", "LMHeadModel", "Model");
  private static final String TEXT = "text";

  private final Map<String, Set<String>> groups = new HashMap<>();

  /** {@code qwen3_moe}, {@code Qwen3MoeForCausalLM}, {@code qwen3_moe_text}: {@code qwen3moe}. */
  static String plain(String name) {
    String stem = name;
    for (String ending : CLASS_ENDINGS) {
      if (stem.endsWith(ending)) {
        stem = stem.substring(0, stem.length() - ending.length());
        break;
      }
    }
    String plain = stem.toLowerCase(Locale.ROOT).replaceAll("[_.-]", "");
    return plain.endsWith(TEXT) && plain.length() > TEXT.length()
        ? plain.substring(0, plain.length() - TEXT.length())
        : plain;
  }

  /** Learns {@code @name} for some families. */
  void group(String name, String families) {
    groups.put(name, of(families));
  }

  /**
   * @param cell names and groups, with blanks between them
   * @throws IllegalArgumentException naming a group that is not defined
   */
  Set<String> of(String cell) {
    Set<String> names = new LinkedHashSet<>();
    for (String word : cell.split(" ", -1)) {
      if (!word.startsWith("@")) {
        names.add(plain(word));
      } else if (groups.containsKey(word)) {
        names.addAll(groups.get(word));
      } else {
        throw new IllegalArgumentException("no group \"%s\"".formatted(word));
      }
    }
    return names;
  }

  /** The members of a group; empty if there is none of that name. */
  Set<String> group(String name) {
    return groups.getOrDefault(name, Set.of());
  }
}
