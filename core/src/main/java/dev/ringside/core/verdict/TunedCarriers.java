package dev.ringside.core.verdict;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.routing.Carriers;
import dev.ringside.core.routing.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which libraries were seen to carry the tensor all-reduces of an engine that measures at its start
 * which is the fastest. It measures by tokens, for each power of two; a plan cannot know what comes
 * out, but what was seen does not change while the engine runs.
 *
 * <p>Source: TensorRT-LLM {@code torch_custom_ops.py:AllReduceRunner} (buckets of the last power of
 * two, up to 8192 tokens).
 */
public final class TunedCarriers {

  private static final long MOST_TOKENS = 8192;

  /**
   * Calls of one bucket that one library carried.
   *
   * @param tokens the bucket: a power of two, of passes of as many tokens and of less than twice as
   *     many
   * @param sinceNs when the first of them began
   * @param ranks that made them
   */
  public record Seen(
      int stage, long tokens, Transport by, long calls, long sinceNs, List<Integer> ranks) {}

  private record Key(int stage, long tokens, Transport by) implements Comparable<Key> {

    @Override
    public int compareTo(Key other) {
      int order = Integer.compare(stage, other.stage);
      order = order == 0 ? Long.compare(tokens, other.tokens) : order;
      return order == 0 ? by.compareTo(other.by) : order;
    }
  }

  private TunedCarriers() {}

  /** By stage, bucket and library; empty of an engine that goes by rules. */
  public static List<Seen> of(Deployment deployment, Observation observation) {
    Carriers carriers = new Carriers(deployment);
    if (!carriers.areTuned()) {
      return List.of();
    }
    SortedMap<Key, Seen> seen = new TreeMap<>();
    observation
        .tallies()
        .forEach(
            (key, byRank) -> {
              CallKind kind = key.kind();
              if (isSum(deployment, kind) && isTuned(deployment, carriers, kind)) {
                long sinceNs = observation.since().getOrDefault(key, Long.MAX_VALUE);
                byRank.forEach(
                    (rank, tally) -> {
                      int stage = deployment.layout().stageOf(rank);
                      Key of = new Key(stage, bucket(deployment, kind), kind.transport());
                      Seen one =
                          new Seen(stage, of.tokens, of.by, tally.calls(), sinceNs, List.of(rank));
                      seen.merge(of, one, TunedCarriers::sum);
                    });
              }
            });
    return List.copyOf(seen.values());
  }

  private static Seen sum(Seen one, Seen other) {
    List<Integer> ranks = new ArrayList<>(one.ranks);
    other.ranks.stream().filter(rank -> !ranks.contains(rank)).forEach(ranks::add);
    ranks.sort(Integer::compare);
    return new Seen(
        one.stage,
        one.tokens,
        one.by,
        one.calls + other.calls,
        Math.min(one.sinceNs, other.sinceNs),
        List.copyOf(ranks));
  }

  private static boolean isSum(Deployment deployment, CallKind kind) {
    return kind.parallelism() == Parallelism.TP
        && kind.collective() == Collective.ALL_REDUCE
        && kind.dataType() == deployment.dataType()
        && kind.transport() != Transport.UNKNOWN
        && kind.transport() != Transport.GLOO
        && kind.sendElements() > 0
        && kind.sendElements() % deployment.model().hidden() == 0;
  }

  private static boolean isTuned(Deployment deployment, Carriers carriers, CallKind kind) {
    long tokens = kind.sendElements() / deployment.model().hidden();
    return carriers
        .planned(true, kind.dataType(), kind.messageBytes(), tokens)
        .filter(Route::tuned)
        .isPresent();
  }

  private static long bucket(Deployment deployment, CallKind kind) {
    long tokens = kind.sendElements() / deployment.model().hidden();
    return Math.min(MOST_TOKENS, Long.highestOneBit(tokens));
  }

  /** The library in words. */
  public static String words(Transport by) {
    return by == Transport.NCCL_SYMMETRIC ? "NCCL on symmetric memory" : HiddenCalls.words(by);
  }
}
