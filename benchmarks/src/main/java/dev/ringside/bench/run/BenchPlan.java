package dev.ringside.bench.run;

import dev.ringside.bench.load.LoadShape;
import java.util.Set;

/**
 * What a run measures.
 *
 * @param calls of every run of the columnar paths
 * @param recordCalls of every run of the paths that take a record a call
 * @param warmUps rounds before those that count: the compiler takes several to come to rest
 * @param rounds that count
 * @param paths to be measured
 */
public record BenchPlan(
    LoadShape shape, long calls, long recordCalls, int warmUps, int rounds, Set<BenchPath> paths) {

  public BenchPlan {
    paths = Set.copyOf(paths);
    if (calls < 1 || recordCalls < 1 || warmUps < 0 || rounds < 1 || paths.isEmpty()) {
      throw new IllegalArgumentException(
          "a plan of %d and %d calls, %d warm-ups, %d rounds, %d paths"
              .formatted(calls, recordCalls, warmUps, rounds, paths.size()));
    }
  }
}
