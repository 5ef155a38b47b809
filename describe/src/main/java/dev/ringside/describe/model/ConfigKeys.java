package dev.ringside.describe.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.family.FamilyTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The config keys that change communication, from the resource {@code config-keys.tsv}. */
final class ConfigKeys {

  /**
   * @param trait what the key gives, if the family's table can use it
   * @param families that read the key in other ways
   */
  private record Key(String name, Optional<Trait> trait, List<String> families) {}

  private static final String RESOURCE = "config-keys.tsv";
  private static final List<Key> KEYS = read();

  private ConfigKeys() {}

  private static List<Key> read() {
    try (InputStream in = ConfigKeys.class.getResourceAsStream(RESOURCE)) {
      List<Key> keys = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), UTF_8).split("\n")) {
        if (!line.startsWith("#")) {
          String[] cells = line.split("\t", -1);
          keys.add(new Key(cells[0], Trait.ofLabel(cells[1]), List.of(cells[2].split(" "))));
        }
      }
      return List.copyOf(keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The keys set in a config that the family {@code architecture} does not read. */
  static List<String> unread(JsonNode text, String architecture) {
    return KEYS.stream()
        .filter(key -> isSet(text.path(key.name())) && !isRead(key, architecture))
        .map(Key::name)
        .toList();
  }

  private static boolean isRead(Key key, String architecture) {
    FamilyTable table = FamilyTable.bundled();
    return key.families().stream().anyMatch(family -> table.isSame(family, architecture))
        || key.trait().map(table.traitsOf(architecture)::contains).orElse(false);
  }

  /** Null, false, 0, the empty list and the empty text switch a key off. */
  static boolean isSet(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return false;
    }
    if (value.isContainerNode()) {
      return !value.isEmpty();
    }
    return value.isTextual()
        ? !value.asText().isBlank()
        : value.asDouble() != 0 || value.asBoolean();
  }
}
