package dev.ringside.describe.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A YAML mapping that knows the line of each of its keys.
 *
 * <p>Every error is a {@link BadDescriptionException} of one line: file, line, key, and what was
 * expected. Methods that return an {@code Optional} return empty if the key is absent.
 */
public final class YamlMapping {

  private final Path file;
  private final int line;
  private final Map<String, YamlValue> values;

  YamlMapping(Path file, int line, Map<String, YamlValue> values) {
    this.file = file;
    this.line = line;
    this.values = values;
  }

  /**
   * @throws BadDescriptionException if the file cannot be read ({@link DescriptionText}) or is not
   *     a YAML mapping
   */
  public static YamlMapping read(Path file) throws BadDescriptionException {
    return YamlReader.read(file, DescriptionText.read(file));
  }

  /** A mapping that is not in a file of its own; messages call it {@code name}. */
  public static YamlMapping parse(Path name, String text) throws BadDescriptionException {
    return YamlReader.read(name, text);
  }

  /** The mapping in a resource that lies beside {@code owner}. */
  public static YamlMapping resource(Class<?> owner, String name) throws BadDescriptionException {
    try (InputStream in = owner.getResourceAsStream(name)) {
      return parse(Path.of(name), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name, e);
    }
  }

  /** The file this mapping was read from. */
  public Path file() {
    return file;
  }

  /** Refuses a mapping with any other key: a misspelt key must not be passed over. */
  public void allowOnly(Set<String> keys) throws BadDescriptionException {
    for (Map.Entry<String, YamlValue> entry : values.entrySet()) {
      if (!keys.contains(entry.getKey())) {
        throw bad(
            entry.getValue().line(),
            "unknown key \"%s\"; known are %s"
                .formatted(entry.getKey(), String.join(", ", new TreeSet<>(keys))));
      }
    }
  }

  public Optional<String> text(String key) throws BadDescriptionException {
    YamlValue value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value.items() != null) {
      throw bad(key, "must not be a list");
    }
    if (value.text() == null || value.text().isBlank()) {
      throw bad(key, "needs one value");
    }
    return Optional.of(value.text());
  }

  public String requiredText(String key) throws BadDescriptionException {
    return text(key).orElseThrow(() -> missing(key));
  }

  /**
   * What the text of {@code key} names.
   *
   * @param lookup finds it by its name
   * @param known all names, for the message
   */
  public <T> Optional<T> named(String key, Function<String, Optional<T>> lookup, String known)
      throws BadDescriptionException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> found = lookup.apply(text.get());
    if (found.isEmpty()) {
      throw bad(key, "is \"%s\"; known are %s".formatted(text.get(), known));
    }
    return found;
  }

  /** The file that {@code key} names, by a path relative to this file. */
  public Path requiredPath(String key) throws BadDescriptionException {
    String text = requiredText(key);
    try {
      return file.resolveSibling(text).normalize();
    } catch (InvalidPathException e) {
      throw bad(key, "is \"%s\", which cannot be a path: %s".formatted(text, e.getReason()));
    }
  }

  /** A whole number from 1. */
  public OptionalInt positive(String key) throws BadDescriptionException {
    return whole(key, 1);
  }

  /** A whole number from {@code least}, which is 0 or 1, to 999,999,999. */
  public OptionalInt whole(String key, int least) throws BadDescriptionException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!text.get().matches(least == 0 ? "\\d{1,9}" : "0*[1-9]\\d{0,8}")) {
      throw bad(key, "is \"%s\", expected a whole number from %d".formatted(text.get(), least));
    }
    return OptionalInt.of(Integer.parseInt(text.get()));
  }

  /** A decimal number from {@code least} to {@code most}. */
  public OptionalDouble decimal(String key, double least, double most)
      throws BadDescriptionException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value;
    try {
      value = Double.parseDouble(text.get());
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value >= least && value <= most)) {
      String upTo = most == Double.MAX_VALUE ? "" : " to " + shown(most);
      throw bad(
          key, "is \"%s\", expected a number from %s%s".formatted(text.get(), shown(least), upTo));
    }
    return OptionalDouble.of(value);
  }

  private static String shown(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /** A length of time such as {@code 200us}, {@code 10ms}, {@code 30s}, {@code 5m}, {@code 1h}. */
  public Optional<Duration> duration(String key) throws BadDescriptionException {
    Optional<String> text = text(key);
    return text.isEmpty() ? Optional.empty() : Optional.of(duration(key, text.get()));
  }

  /** A length of time from {@code least} to {@code most}. */
  public Optional<Duration> duration(String key, Duration least, Duration most)
      throws BadDescriptionException {
    Optional<Duration> given = duration(key);
    if (given.isPresent()
        && (given.get().compareTo(least) < 0 || given.get().compareTo(most) > 0)) {
      throw bad(
          key,
          "is \"%s\", expected a length of time from %s to %s"
              .formatted(requiredText(key), LengthOfTime.shown(least), LengthOfTime.shown(most)));
    }
    return given;
  }

  /** A list of lengths of time; empty if the key is absent. */
  public List<Duration> durations(String key) throws BadDescriptionException {
    List<Duration> durations = new ArrayList<>();
    for (String word : items(key)) {
      durations.add(duration(key, word));
    }
    return durations;
  }

  private Duration duration(String key, String word) throws BadDescriptionException {
    return LengthOfTime.parse(word)
        .orElseThrow(
            () ->
                bad(
                    key,
                    "is \"%s\", expected a length of time such as 10ms, 30s, 5m".formatted(word)));
  }

  /** {@code true} or {@code false}; false if the key is absent. */
  public boolean flag(String key) throws BadDescriptionException {
    return flag(key, false);
  }

  /** {@code true} or {@code false}; {@code otherwise} if the key is absent. */
  public boolean flag(String key, boolean otherwise) throws BadDescriptionException {
    String word = text(key).orElse(Boolean.toString(otherwise));
    if (!word.equals("true") && !word.equals("false")) {
      throw bad(key, "is \"%s\", expected true or false".formatted(word));
    }
    return word.equals("true");
  }

  /** The words of a list; empty if the key is absent. */
  public List<String> items(String key) throws BadDescriptionException {
    List<String> words = new ArrayList<>();
    for (YamlValue item : listed(key)) {
      if (item.text() == null || item.text().isBlank()) {
        throw bad(item.line(), "\"%s\" must be a list of words".formatted(key));
      }
      words.add(item.text());
    }
    return words;
  }

  /** The mappings of a list; empty if the key is absent. */
  public List<YamlMapping> mappings(String key) throws BadDescriptionException {
    List<YamlMapping> mappings = new ArrayList<>();
    for (YamlValue item : listed(key)) {
      if (item.mapping() == null) {
        throw bad(item.line(), "\"%s\" must be a list of \"key: value\" groups".formatted(key));
      }
      mappings.add(item.mapping());
    }
    return mappings;
  }

  private List<YamlValue> listed(String key) throws BadDescriptionException {
    YamlValue value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value.items() == null) {
      throw bad(key, "must be a list, as in [a, b]");
    }
    return value.items();
  }

  /** In the order of the file. */
  public Set<String> keys() {
    return values.keySet();
  }

  /** True if {@code key} has keys of its own below it. */
  public boolean hasMapping(String key) {
    return values.containsKey(key) && values.get(key).mapping() != null;
  }

  public Optional<YamlMapping> mapping(String key) throws BadDescriptionException {
    return values.containsKey(key) ? Optional.of(requiredMapping(key)) : Optional.empty();
  }

  public YamlMapping requiredMapping(String key) throws BadDescriptionException {
    YamlValue value = values.get(key);
    if (value == null) {
      throw missing(key);
    }
    if (value.mapping() == null) {
      throw bad(key, "needs keys of its own, as in {key: value}");
    }
    return value.mapping();
  }

  public BadDescriptionException missing(String key) {
    return bad("\"%s\" is missing".formatted(key));
  }

  /** What is wrong with this mapping as a whole. */
  public BadDescriptionException bad(String problem) {
    return bad(line, problem);
  }

  /** What is wrong with the value of {@code key}, which must be present. */
  public BadDescriptionException bad(String key, String problem) {
    return bad(values.get(key).line(), "\"%s\" %s".formatted(key, problem));
  }

  private BadDescriptionException bad(int atLine, String problem) {
    return YamlReader.bad(file, atLine, problem);
  }
}
