package dev.ringside.core.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The routes that are known, from the resource {@code routes.tsv}: the first row that fits. */
final class RouteTable {

  private static final String RESOURCE = "routes.tsv";
  private static final RouteTable BUNDLED = readBundled();

  private final List<RouteRow> rows = new ArrayList<>();
  private final Map<String, SizeTable> tables = new HashMap<>();
  private final Map<String, Set<String>> groups = new HashMap<>();
  private final Map<String, EngineVersion> verified = new HashMap<>();

  private RouteTable() {}

  /** The table that comes with the program. */
  static RouteTable bundled() {
    return BUNDLED;
  }

  private static RouteTable readBundled() {
    try (Reader in = new InputStreamReader(RouteTable.class.getResourceAsStream(RESOURCE), UTF_8)) {
      return read(in, RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads rows of cells with tabs between them; {@code #} begins a comment, {@code @} a name.
   *
   * @param name of the file, for messages
   * @throws IllegalArgumentException with file, line and what is wrong
   */
  static RouteTable read(Reader in, String name) throws IOException {
    BufferedReader lines = new BufferedReader(in);
    RouteTable table = new RouteTable();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      try {
        if (line.startsWith("@")) {
          table.define(line);
        } else if (!line.isBlank() && !line.startsWith("#")) {
          table.rows.add(RouteRow.parse(List.of(line.split("\t", -1)), table.tables));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s: line %d: %s".formatted(name, number, e.getMessage()), e);
      }
    }
    return table;
  }

  private void define(String line) {
    if (line.startsWith("@verified ")) {
      String[] words = line.split(" ", 3);
      verified.put(words[1], EngineVersion.parse(words[2]));
      return;
    }
    String[] named = line.split(" = ", 2);
    if (named.length < 2) {
      throw new IllegalArgumentException("expected @name = …");
    }
    if (named[1].startsWith("sm")) {
      tables.put(named[0], SizeTable.parse(named[1]));
    } else {
      Set<String> names = new HashSet<>();
      for (String family : named[1].split(" ", -1)) {
        names.add(plain(family));
      }
      groups.put(named[0], names);
    }
  }

  /** {@code qwen3_moe} and {@code Qwen3MoeForCausalLM} are the same. */
  private static String plain(String family) {
    return family
        .replaceFirst("(ForCausalLM|ForConditionalGeneration)$", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[_.-]", "");
  }

  /** All of them, in their order. */
  List<RouteRow> rows() {
    return List.copyOf(rows);
  }

  Set<String> groupsOf(String architecture) {
    Set<String> of = new HashSet<>();
    groups.forEach(
        (group, names) -> {
          if (names.contains(plain(architecture))) {
            of.add(group);
          }
        });
    return of;
  }

  List<RouteRow> of(String engine, EngineVersion release) {
    return rows.stream().filter(row -> row.isOf(engine, release)).toList();
  }

  /** {@code unverified beyond 0.33} of a release that is newer than what was read. */
  Optional<String> unverified(String engine, EngineVersion release) {
    EngineVersion read = verified.get(engine);
    boolean newer = read != null && !release.equals(EngineVersion.LATEST) && release.isBeyond(read);
    return newer ? Optional.of("unverified beyond " + read.text()) : Optional.empty();
  }
}
