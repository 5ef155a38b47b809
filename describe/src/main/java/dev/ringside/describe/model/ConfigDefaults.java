package dev.ringside.describe.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Dimensions that a {@code config.json} may leave out, because the class that reads it fills them
 * in: the resource {@code config-defaults.tsv}.
 *
 * <p>Source: transformers {@code configuration_*.py}.
 */
final class ConfigDefaults {

  /**
   * @param nestedOnly true if only the text model within a multi-modal one may leave them out
   */
  private record Row(Set<String> types, boolean nestedOnly, Map<Dimension, Integer> dimensions) {}

  private static final String RESOURCE = "config-defaults.tsv";
  private static final List<Row> ROWS = read();

  private ConfigDefaults() {}

  private static List<Row> read() {
    try (InputStream in = ConfigDefaults.class.getResourceAsStream(RESOURCE)) {
      List<Row> rows = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), UTF_8).split("\n")) {
        if (!line.startsWith("#")) {
          rows.add(row(line.split("\t", -1)));
        }
      }
      return List.copyOf(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String[] cells) {
    Set<String> types = new HashSet<>();
    for (String type : cells[0].split(" ")) {
      types.add(Architecture.plain(type));
    }
    Map<Dimension, Integer> dimensions = new EnumMap<>(Dimension.class);
    for (String word : cells[2].split(" ")) {
      String[] parts = word.split("=", 2);
      dimensions.put(Dimension.ofLabel(parts[0]).orElseThrow(), Integer.valueOf(parts[1]));
    }
    return new Row(types, cells[1].equals("nested"), dimensions);
  }

  /**
   * What a config of that name leaves out; empty if it says all.
   *
   * @param name model type or class
   * @param nested true for the text model within a multi-modal one
   */
  static Map<Dimension, Integer> of(String name, boolean nested) {
    Map<Dimension, Integer> all = new EnumMap<>(Dimension.class);
    String plain = Architecture.plain(name);
    for (Row row : ROWS) {
      if (row.types().contains(plain) && (nested || !row.nestedOnly())) {
        row.dimensions().forEach(all::putIfAbsent);
      }
    }
    return all;
  }
}
