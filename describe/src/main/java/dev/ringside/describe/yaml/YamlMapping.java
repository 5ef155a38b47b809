package dev.ringside.describe.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A YAML mapping that knows on which line each of its keys stands, for messages.
 *
 * <p>Every complaint is a {@link BadDescriptionException} of one line: file, line, key, what was
 * expected.
 */
public final class YamlMapping {

  private static final Pattern DURATION =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(us|ms|s|m|h)");

  private final Path file;
  private final int line;
  private final Map<String, YamlValue> values;

  YamlMapping(Path file, int line, Map<String, YamlValue> values) {
    this.file = file;
    this.line = line;
    this.values = values;
  }

  /**
   * @throws BadDescriptionException if there is no such file, or no mapping in it
   */
  public static YamlMapping read(Path file) throws BadDescriptionException {
    try {
      return YamlReader.read(file, Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new BadDescriptionException(file + ": no such file", e);
    } catch (IOException e) {
      throw new BadDescriptionException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** A mapping that does not lie in a file of its own; {@code name} stands for it in messages. */
  public static YamlMapping parse(Path name, String text) throws BadDescriptionException {
    return YamlReader.read(name, text);
  }

  /** The file it was read from. */
  public Path file() {
    return file;
  }

  public void allowOnly(Set<String> keys) throws BadDescriptionException {
    for (Map.Entry<String, YamlValue> entry : values.entrySet()) {
      if (!keys.contains(entry.getKey())) {
        throw bad(
            entry.getValue().line(),
            "unknown key \"%s\"; known are %s"
                .formatted(entry.getKey(), String.join(", ", keys.stream().sorted().toList())));
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
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      throw missing(key);
    }
    return text.get();
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
      throw bad(
          key,
          most == Double.MAX_VALUE
              ? "is \"%s\", expected a number from %s".formatted(text.get(), shown(least))
              : "is \"%s\", expected a number from %s to %s"
                  .formatted(text.get(), shown(least), shown(most)));
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

  /** A length of time that is neither shorter than {@code least} nor longer than {@code most}. */
  public Optional<Duration> duration(String key, Duration least, Duration most)
      throws BadDescriptionException {
    Optional<Duration> given = duration(key);
    if (given.isPresent()
        && (given.get().compareTo(least) < 0 || given.get().compareTo(most) > 0)) {
      throw bad(
          key,
          "is \"%s\", expected a length of time from %s to %s"
              .formatted(text(key).orElseThrow(), shown(least), shown(most)));
    }
    return given;
  }

  /** A list of lengths of time; none if the key is not there. */
  public List<Duration> durations(String key) throws BadDescriptionException {
    List<Duration> durations = new ArrayList<>();
    for (String word : items(key)) {
      durations.add(duration(key, word));
    }
    return durations;
  }

  private Duration duration(String key, String word) throws BadDescriptionException {
    Matcher matcher = DURATION.matcher(word);
    if (!matcher.matches()) {
      throw bad(key, "is \"%s\", expected a length of time such as 10ms, 30s, 5m".formatted(word));
    }
    double unitNs =
        switch (matcher.group(2)) {
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          case "m" -> 60e9;
          default -> 3600e9;
        };
    return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * unitNs));
  }

  /** In the greatest unit that leaves no rest. */
  private static String shown(Duration duration) {
    long ns = duration.toNanos();
    if (ns % 3_600_000_000_000L == 0 && ns > 0) {
      return ns / 3_600_000_000_000L + "h";
    } else if (ns % 1_000_000_000L == 0) {
      return ns / 1_000_000_000L + "s";
    }
    return ns % 1_000_000 == 0 ? ns / 1_000_000 + "ms" : ns / 1_000 + "us";
  }

  /** {@code true} or {@code false}; false if the key is not there. */
  public boolean flag(String key) throws BadDescriptionException {
    String word = text(key).orElse("false");
    if (!word.equals("true") && !word.equals("false")) {
      throw bad(key, "is \"%s\", expected true or false".formatted(word));
    }
    return word.equals("true");
  }

  /** The words of a list; none if the key is not there. */
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

  /** The mappings of a list; none if the key is not there. */
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

  public Set<String> keys() {
    return values.keySet();
  }

  /** True if {@code key} has keys of its own below it. */
  public boolean hasMapping(String key) {
    return values.containsKey(key) && values.get(key).mapping() != null;
  }

  /** The mapping under {@code key}, if the key is there. */
  public Optional<YamlMapping> mapping(String key) throws BadDescriptionException {
    return values.containsKey(key) ? Optional.of(requiredMapping(key)) : Optional.empty();
  }

  public YamlMapping requiredMapping(String key) throws BadDescriptionException {
    YamlValue value = values.get(key);
    if (value == null) {
      throw missing(key);
    }
    if (value.mapping() == null) {
      throw bad(key, "needs keys of its own, as in {tensor: 2}");
    }
    return value.mapping();
  }

  public BadDescriptionException missing(String key) {
    return bad(line, "\"%s\" is missing".formatted(key));
  }

  /** What is wrong with the value of {@code key}, which is there. */
  public BadDescriptionException bad(String key, String problem) {
    return bad(values.get(key).line(), "\"%s\" %s".formatted(key, problem));
  }

  private BadDescriptionException bad(int atLine, String problem) {
    return YamlReader.bad(file, atLine, problem);
  }
}
