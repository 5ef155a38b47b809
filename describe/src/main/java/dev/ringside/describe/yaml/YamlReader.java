package dev.ringside.describe.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads YAML into mappings that remember their lines; refuses duplicate keys. */
final class YamlReader {

  private static final YAMLFactory YAML = new YAMLFactory();

  private final Path file;
  private final YAMLParser yaml;

  private YamlReader(Path file, YAMLParser yaml) {
    this.file = file;
    this.yaml = yaml;
  }

  static YamlMapping read(Path file, String text) throws BadDescriptionException {
    try (YAMLParser yaml = YAML.createParser(text)) {
      if (yaml.nextToken() != JsonToken.START_OBJECT) {
        throw new BadDescriptionException(file + ": expected \"key: value\" lines");
      }
      return new YamlReader(file, yaml).mapping();
    } catch (JsonProcessingException e) {
      throw BadDescriptionException.notValid("YAML", file, e);
    } catch (IOException e) {
      throw new BadDescriptionException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private YamlMapping mapping() throws IOException, BadDescriptionException {
    int first = line();
    Map<String, YamlValue> values = new LinkedHashMap<>();
    while (yaml.nextToken() == JsonToken.FIELD_NAME) {
      int line = line();
      String key = yaml.currentName();
      if (values.containsKey(key)) {
        throw bad(file, line, "duplicate key \"%s\"".formatted(key));
      }
      values.put(key, value(yaml.nextToken(), line));
    }
    return new YamlMapping(file, first, values);
  }

  private YamlValue value(JsonToken token, int line) throws IOException, BadDescriptionException {
    if (token == JsonToken.START_OBJECT) {
      return new YamlValue(null, mapping(), null, line);
    }
    return token.isScalarValue()
        ? new YamlValue(yaml.getText(), null, null, line)
        : new YamlValue(null, null, items(), line);
  }

  private List<YamlValue> items() throws IOException, BadDescriptionException {
    List<YamlValue> items = new ArrayList<>();
    for (JsonToken token = yaml.nextToken();
        token != JsonToken.END_ARRAY;
        token = yaml.nextToken()) {
      items.add(value(token, line()));
    }
    return items;
  }

  private int line() {
    return yaml.currentTokenLocation().getLineNr();
  }

  static BadDescriptionException bad(Path file, int line, String problem) {
    return new BadDescriptionException("%s:%d: %s".formatted(file, line, problem));
  }
}
