package dev.ringside.describe.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What has been learnt of a deployment: values by the keys of a deployment file, those of {@code
 * parallelism} among them, each with where it comes from. The first source of a key is believed, so
 * the best one is asked first.
 */
public final class Learnt {

  /** A value and, in a few words, its source. */
  public record Fact(String value, String source) {}

  private final Map<String, Fact> facts = new LinkedHashMap<>();
  private final SortedSet<String> flags = new TreeSet<>();
  private final Map<String, String> unsupported = new LinkedHashMap<>();

  /** Believes {@code value}, unless it is empty or the key is known already. */
  void learn(String key, String value, String source) {
    if (!value.isBlank() && !value.equals("null") && !value.equals("None")) {
      facts.putIfAbsent(key, new Fact(value, source));
    }
  }

  /** Believes the user: replaces what was known. */
  public void set(String key, String value) {
    facts.put(key, new Fact(value, "given"));
  }

  /** A word of {@code flags} that is on. */
  void flag(String word) {
    flags.add(word);
  }

  /** Something the server does for which a deployment file has no key. */
  void cannotSay(String option, String why) {
    unsupported.putIfAbsent(option, why);
  }

  public Optional<String> value(String key) {
    return fact(key).map(Fact::value);
  }

  Optional<Fact> fact(String key) {
    return Optional.ofNullable(facts.get(key));
  }

  /** A whole number, {@code otherwise} if it is not known or none. */
  int number(String key, int otherwise) {
    String text = value(key).orElse("");
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
  }

  SortedSet<String> flags() {
    return Collections.unmodifiableSortedSet(flags);
  }

  /** Options of the server that a deployment file cannot say, with what that means. */
  public Map<String, String> unsupported() {
    return Collections.unmodifiableMap(unsupported);
  }
}
