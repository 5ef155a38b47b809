package dev.ringside.agent.config;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The operator's word for the rank of a process: {@code {gpu: 3, rank: 11}}.
 *
 * @param host empty for every host
 * @param gpu number on its host; absent for every one
 * @param pid absent for every process
 * @param rank global rank
 */
public record RankRule(String host, OptionalInt gpu, OptionalInt pid, int rank) {

  static List<RankRule> all(YamlMapping yaml) throws BadDescriptionException {
    List<RankRule> rules = new ArrayList<>();
    for (YamlMapping one : yaml.mappings("ranks")) {
      one.allowOnly(Set.of("host", "gpu", "pid", "rank"));
      if (!one.keys().contains("rank")) {
        throw one.missing("rank");
      }
      if (!one.keys().contains("gpu") && !one.keys().contains("pid")) {
        throw one.bad("a rule of \"ranks\" needs \"gpu\" or \"pid\"");
      }
      rules.add(
          new RankRule(
              one.text("host").orElse(""),
              one.whole("gpu", 0),
              one.positive("pid"),
              one.whole("rank", 0).orElse(0)));
    }
    return List.copyOf(rules);
  }
}
