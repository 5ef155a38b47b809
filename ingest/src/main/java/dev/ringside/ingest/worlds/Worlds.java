package dev.ringside.ingest.worlds;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.FileNameRank;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Gives each trace its global rank.
 *
 * <p>Data-parallel replicas of a dense model know nothing of each other: each counts its ranks from
 * 0, so that a folder holds every rank several times. So it does where a server was profiled
 * several times. They are replicas if their files' names say so, if their times overlap, or if the
 * deployment has as many; else they are several recordings, of which the operator has to choose.
 *
 * <p>Source: vLLM {@code v1/engine/core.py}: without experts, an engine of rank {@code dp} of its
 * own.
 */
public final class Worlds {

  private final Optional<ParallelLayout> layout;

  /**
   * @param layout of the deployment, where it is known
   */
  public Worlds(Optional<ParallelLayout> layout) {
    this.layout = layout;
  }

  /**
   * All traces by global rank.
   *
   * @throws UnreadableTraceException with one line, if a rank is there twice and nothing tells what
   *     that means, or if these are several recordings
   */
  public SortedMap<Integer, RankTrace> arrange(List<RankTrace> traces)
      throws UnreadableTraceException {
    Set<Integer> ranks = traces.stream().map(RankTrace::rank).collect(Collectors.toSet());
    if (ranks.size() == traces.size()) {
      return alone(traces);
    }
    SortedMap<Integer, World> named = byName(traces);
    if (named.size() > 1) {
      return replicas(named);
    }
    List<World> worlds = byTime(traces);
    if (!areReplicas(worlds)) {
      throw severalRecordings(worlds);
    }
    SortedMap<Integer, World> numbered = new TreeMap<>();
    worlds.forEach(world -> numbered.put(numbered.size(), world));
    return replicas(numbered);
  }

  /** One world, which may be one replica of several. */
  private SortedMap<Integer, RankTrace> alone(List<RankTrace> traces)
      throws UnreadableTraceException {
    boolean replica =
        layout.filter(known -> known.data() > 1).isPresent()
            && !traces.isEmpty()
            && traces.stream().allMatch(this::isOfOneReplica);
    if (!replica) {
      return byRank(traces);
    }
    World world = new World();
    traces.forEach(world::add);
    SortedMap<Integer, World> named = new TreeMap<>(byName(traces));
    return replicas(named.size() == 1 ? named : new TreeMap<>(Map.of(0, world)));
  }

  private boolean isOfOneReplica(RankTrace trace) {
    return trace.worldSize().equals(OptionalInt.of(layout.get().ranksPerReplica()));
  }

  private static SortedMap<Integer, RankTrace> byRank(List<RankTrace> traces) {
    SortedMap<Integer, RankTrace> byRank = new TreeMap<>();
    traces.forEach(trace -> byRank.put(trace.rank(), trace));
    return byRank;
  }

  /** By the replica in each file's name; empty if one names none, or does not tell twins apart. */
  private static SortedMap<Integer, World> byName(List<RankTrace> traces) {
    SortedMap<Integer, World> worlds = new TreeMap<>();
    for (RankTrace trace : traces) {
      OptionalInt replica = FileNameRank.replicaOf(trace.source());
      if (replica.isEmpty()) {
        return new TreeMap<>();
      }
      World world = worlds.computeIfAbsent(replica.getAsInt(), unseen -> new World());
      if (world.has(trace.rank())) {
        return new TreeMap<>();
      }
      world.add(trace);
    }
    return worlds;
  }

  /** In the order in which they began. */
  private static List<World> byTime(List<RankTrace> traces) throws UnreadableTraceException {
    List<RankTrace> sorted = new ArrayList<>(traces);
    sorted.sort(
        Comparator.comparingLong(World::startOf).thenComparing(trace -> trace.source().toString()));
    List<World> worlds = new ArrayList<>();
    World last = new World();
    for (RankTrace trace : sorted) {
      boolean apart = !last.traces().isEmpty() && World.startOf(trace) > last.lastEndNs();
      if (worlds.isEmpty() || apart || last.has(trace.rank())) {
        last = new World();
        worlds.add(last);
      }
      last.add(trace);
    }
    for (int next = 1; next < worlds.size(); next++) {
      if (!areToldApart(worlds.get(next - 1), worlds.get(next))) {
        throw twins(traces);
      }
    }
    return worlds;
  }

  /** Ranks of one world begin together; two worlds that run at once must begin further apart. */
  private static boolean areToldApart(World before, World after) {
    long within =
        Math.max(
            before.lastStartNs() - before.firstStartNs(),
            after.lastStartNs() - after.firstStartNs());
    long between = after.firstStartNs() - before.lastStartNs();
    boolean clear = before.ranks().equals(after.ranks()) && between > within;
    return clear || !overlap(before, after);
  }

  private static UnreadableTraceException twins(List<RankTrace> traces) {
    Map<Integer, RankTrace> seen = new HashMap<>();
    for (RankTrace trace : traces) {
      RankTrace twin = seen.putIfAbsent(trace.rank(), trace);
      if (twin != null) {
        return new UnreadableTraceException(
            "rank %d twice: %s and %s; give one of them"
                .formatted(trace.rank(), twin.source(), trace.source()));
      }
    }
    throw new IllegalArgumentException("no rank twice");
  }

  private static boolean overlap(World before, World after) {
    return after.firstStartNs() == Long.MAX_VALUE || before.lastEndNs() >= after.firstStartNs();
  }

  private boolean areReplicas(List<World> worlds) {
    for (int next = 1; next < worlds.size(); next++) {
      if (overlap(worlds.get(next - 1), worlds.get(next))) {
        return true;
      }
    }
    return layout
        .filter(known -> known.data() == worlds.size())
        .filter(known -> worlds.stream().allMatch(world -> world.size() <= known.ranksPerReplica()))
        .isPresent();
  }

  private SortedMap<Integer, RankTrace> replicas(SortedMap<Integer, World> worlds)
      throws UnreadableTraceException {
    int size = worlds.values().stream().mapToInt(World::size).max().orElse(1);
    if (layout.isPresent() && size < layout.get().ranksPerReplica()) {
      size = layout.get().ranksPerReplica();
    }
    long declared = layout.map(ParallelLayout::worldSize).orElse(0);
    long total = Math.max(declared, (long) size * (worlds.lastKey() + 1));
    if (!Bound.RANKS.allows(total)) {
      throw new UnreadableTraceException(
          "%s: %,d replicas of %,d ranks are more than a job can have; give those of one job"
              .formatted(worlds.get(worlds.lastKey()).files(), worlds.lastKey() + 1, size));
    }
    List<RankTrace> numbered = new ArrayList<>();
    for (Map.Entry<Integer, World> world : worlds.entrySet()) {
      Renumbering renumbering = new Renumbering(world.getKey() * size, (int) total);
      world.getValue().traces().forEach(trace -> numbered.add(renumbering.of(trace)));
    }
    return byRank(numbered);
  }

  private static UnreadableTraceException severalRecordings(List<World> worlds) {
    List<String> gaps = new ArrayList<>();
    for (int next = 1; next < worlds.size(); next++) {
      gaps.add(seconds(worlds.get(next).firstStartNs() - worlds.get(next - 1).firstStartNs()));
    }
    return new UnreadableTraceException(
        "%s recordings, %s apart: choose one: %s"
            .formatted(
                count(worlds.size()),
                String.join(" and ", gaps),
                worlds.stream().map(World::files).collect(Collectors.joining("; or "))));
  }

  private static String count(int worlds) {
    return worlds == 2 ? "two" : worlds == 3 ? "three" : String.valueOf(worlds);
  }

  private static String seconds(long ns) {
    double seconds = ns / 1e9;
    return (seconds < 10 ? "%.1f s" : "%,.0f s").formatted(seconds);
  }
}
