package dev.ringside.ingest.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A YAML mapping that knows on which line each of its keys stands, for messages. */
final class YamlMapping {

  private record Value(String text, YamlMapping mapping, List<String> items, int line) {

    static Value of(String text, int line) {
      return new Value(text, null, null, line);
    }
  }

  private static final YAMLFactory YAML = new YAMLFactory();

  private final Path file;
  private final int line;
  private final Map<String, Value> values = new LinkedHashMap<>();

  private YamlMapping(Path file, int line) {
    this.file = file;
    this.line = line;
  }

  static YamlMapping read(Path file) throws BadDeploymentException {
    try (YAMLParser yaml = YAML.createParser(Files.readString(file))) {
      if (yaml.nextToken() != JsonToken.START_OBJECT) {
        throw new BadDeploymentException(file + ": empty, or no list of \"key: value\" lines");
      }
      return readMapping(file, yaml);
    } catch (NoSuchFileException e) {
      throw new BadDeploymentException(file + ": no such deployment file", e);
    } catch (JsonProcessingException e) {
      int at = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new BadDeploymentException(
          "%s:%d: no YAML: %s".formatted(file, at, firstLine(e.getOriginalMessage())), e);
    } catch (IOException e) {
      throw new BadDeploymentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static YamlMapping readMapping(Path file, YAMLParser yaml)
      throws IOException, BadDeploymentException {
    YamlMapping mapping = new YamlMapping(file, yaml.currentTokenLocation().getLineNr());
    while (yaml.nextToken() == JsonToken.FIELD_NAME) {
      int line = yaml.currentTokenLocation().getLineNr();
      String key = yaml.currentName();
      if (mapping.values.containsKey(key)) {
        throw mapping.bad(line, "\"%s\" stands here twice".formatted(key));
      }
      JsonToken token = yaml.nextToken();
      if (token == JsonToken.START_OBJECT) {
        mapping.values.put(key, new Value(null, readMapping(file, yaml), null, line));
      } else if (token.isScalarValue()) {
        mapping.values.put(key, Value.of(yaml.getText(), line));
      } else {
        mapping.values.put(key, new Value(null, null, mapping.readItems(key, yaml), line));
      }
    }
    return mapping;
  }

  private List<String> readItems(String key, YAMLParser yaml)
      throws IOException, BadDeploymentException {
    List<String> items = new ArrayList<>();
    for (JsonToken token = yaml.nextToken();
        token != JsonToken.END_ARRAY;
        token = yaml.nextToken()) {
      if (!token.isScalarValue() || yaml.getText().isBlank()) {
        throw bad(
            yaml.currentTokenLocation().getLineNr(),
            "\"%s\" must be a list of words".formatted(key));
      }
      items.add(yaml.getText());
    }
    return items;
  }

  void allowOnly(Set<String> keys) throws BadDeploymentException {
    for (Map.Entry<String, Value> entry : values.entrySet()) {
      if (!keys.contains(entry.getKey())) {
        throw bad(
            entry.getValue().line,
            "unknown key \"%s\"; known are %s"
                .formatted(entry.getKey(), String.join(", ", keys.stream().sorted().toList())));
      }
    }
  }

  Optional<String> text(String key) throws BadDeploymentException {
    Value value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value.items != null) {
      throw bad(key, "must not be a list");
    }
    if (value.text == null || value.text.isBlank()) {
      throw bad(key, "needs one value");
    }
    return Optional.of(value.text);
  }

  String requiredText(String key) throws BadDeploymentException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      throw bad(line, "\"%s\" is missing".formatted(key));
    }
    return text.get();
  }

  OptionalInt positive(String key) throws BadDeploymentException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!text.get().matches("0*[1-9]\\d{0,8}")) {
      throw bad(key, "is \"%s\", expected a whole number from 1".formatted(text.get()));
    }
    return OptionalInt.of(Integer.parseInt(text.get()));
  }

  /** {@code true} or {@code false}; false if the key is not there. */
  boolean flag(String key) throws BadDeploymentException {
    String word = text(key).orElse("false");
    if (!word.equals("true") && !word.equals("false")) {
      throw bad(key, "is \"%s\", expected true or false".formatted(word));
    }
    return word.equals("true");
  }

  /** The words of a list; none if the key is not there. */
  List<String> items(String key) throws BadDeploymentException {
    Value value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value.items == null) {
      throw bad(key, "must be a list, as in [a, b]");
    }
    return value.items;
  }

  Set<String> keys() {
    return values.keySet();
  }

  /** The mapping under {@code key}, if the key is there. */
  Optional<YamlMapping> mapping(String key) throws BadDeploymentException {
    return values.containsKey(key) ? Optional.of(requiredMapping(key)) : Optional.empty();
  }

  YamlMapping requiredMapping(String key) throws BadDeploymentException {
    Value value = values.get(key);
    if (value == null) {
      throw bad(line, "\"%s\" is missing".formatted(key));
    }
    if (value.mapping == null) {
      throw bad(key, "needs keys of its own, as in {tensor: 2}");
    }
    return value.mapping;
  }

  BadDeploymentException bad(String key, String problem) {
    return bad(values.get(key).line, "\"%s\" %s".formatted(key, problem));
  }

  private BadDeploymentException bad(int line, String problem) {
    return new BadDeploymentException("%s:%d: %s".formatted(file, line, problem));
  }
}
