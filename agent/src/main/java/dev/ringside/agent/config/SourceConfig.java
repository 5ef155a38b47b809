package dev.ringside.agent.config;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** One source of calls: what writes it, and where. */
public record SourceConfig(Kind kind, Path path) {

  /** What an agent can follow. */
  public enum Kind {
    /** A folder into which NCCL's Inspector writes. */
    INSPECTOR;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static SourceConfig read(YamlMapping yaml) throws BadDescriptionException {
    List<Kind> given =
        Arrays.stream(Kind.values()).filter(kind -> yaml.keys().contains(kind.key())).toList();
    Set<String> known =
        Arrays.stream(Kind.values()).map(Kind::key).collect(Collectors.toUnmodifiableSet());
    yaml.allowOnly(known);
    if (given.size() != 1) {
      throw yaml.bad("a source is one of %s, with a path".formatted(String.join(", ", known)));
    }
    return new SourceConfig(given.get(0), yaml.requiredPath(given.get(0).key()));
  }

  /** The same at every start with the same file. */
  public String name() {
    return kind.key() + ":" + path;
  }
}
