package dev.ringside.agent.config;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * An engine's own list of its passes: where it is told.
 *
 * @param at path or address
 * @param replica of the engine that calls itself 0
 */
public record IterationConfig(Kind kind, String at, int replica) {

  private static final String REPLICA = "replica";

  /** What an agent can follow. */
  public enum Kind {
    /** vLLM's log, or a sink of Forward Pass Metrics: a file with its rotated ones, or a folder. */
    FILES,
    /** A ZMQ socket of Forward Pass Metrics: SGLang's, or Dynamo's. */
    ZMQ;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static List<IterationConfig> all(YamlMapping yaml, int replica) throws BadDescriptionException {
    List<IterationConfig> all = new ArrayList<>();
    for (YamlMapping one : yaml.mappings("iterations")) {
      all.add(read(one, replica));
    }
    if (all.stream().map(IterationConfig::name).distinct().count() < all.size()) {
      throw yaml.bad("iterations", "names a source twice");
    }
    return List.copyOf(all);
  }

  private static IterationConfig read(YamlMapping yaml, int replica)
      throws BadDescriptionException {
    Set<String> known = new TreeSet<>(Set.of(REPLICA));
    Arrays.stream(Kind.values()).map(Kind::key).forEach(known::add);
    yaml.allowOnly(known);
    List<Kind> given =
        Arrays.stream(Kind.values()).filter(kind -> yaml.keys().contains(kind.key())).toList();
    if (given.size() != 1) {
      known.remove(REPLICA);
      throw yaml.bad("a source of iterations is one of %s".formatted(String.join(", ", known)));
    }
    Kind kind = given.get(0);
    String at =
        kind == Kind.FILES ? yaml.requiredPath(kind.key()).toString() : endpoint(yaml, kind.key());
    return new IterationConfig(kind, at, yaml.whole(REPLICA, 0).orElse(replica));
  }

  private static String endpoint(YamlMapping yaml, String key) throws BadDescriptionException {
    String endpoint = yaml.requiredText(key);
    if (!endpoint.matches("tcp://[^:/]+:\\d{1,5}|ipc://.+")) {
      throw yaml.bad(
          key, "is \"%s\", expected an address such as tcp://127.0.0.1:20380".formatted(endpoint));
    }
    return endpoint;
  }

  /** The same at every start with the same file. */
  public String name() {
    return "iterations:%s:%s".formatted(kind.key(), at);
  }
}
