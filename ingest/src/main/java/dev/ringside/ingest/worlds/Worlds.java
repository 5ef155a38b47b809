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
import java.util.TreeSet;

/**
 * Gives each trace its global rank.
 *
 * <p>Data-parallel replicas of a dense model know nothing of each other: each counts its ranks from
 * 0, so that a folder holds every rank several times. So it does where a server was profiled
 * several times. They are replicas if their files' names say so, if their times overlap, or if the
 * deployment has as many; else they are several recordings. A server of several replicas that was
 * profiled several times is both.
 *
 * <p>Source: vLLM {@code v1/engine/core.py}: without experts, an engine of rank {@code dp} of its
 * own.
 */
public final class Worlds {

  private static final int MOST_NAMED = 3;

  private final Optional<ParallelLayout> layout;

  /**
   * @param layout of the deployment, where it is known
   */
  public Worlds(Optional<ParallelLayout> layout) {
    this.layout = layout;
  }

  /**
   * All traces by global rank: a map for each recording, in the order in which they were made; none
   * if there is no trace.
   *
   * @throws UnreadableTraceException with one line, if a rank is there twice and nothing tells what
   *     that means
   */
  public List<SortedMap<Integer, RankTrace>> arrange(List<RankTrace> traces)
      throws UnreadableTraceException {
    if (traces.isEmpty()) {
      return List.of();
    }
    if (areDistinct(traces)) {
      return List.of(alone(traces));
    }
    List<SortedMap<Integer, RankTrace>> recordings = new ArrayList<>();
    for (SortedMap<Integer, World> session : sessions(traces)) {
      List<RankTrace> all =
          session.values().stream().flatMap(world -> world.traces().stream()).toList();
      recordings.add(areDistinct(all) ? alone(all) : replicas(session));
    }
    return recordings;
  }

  private static boolean areDistinct(List<RankTrace> traces) {
    return traces.stream().map(RankTrace::rank).distinct().count() == traces.size();
  }

  /** Replicas of each recording, by their numbers. */
  private List<SortedMap<Integer, World>> sessions(List<RankTrace> traces)
      throws UnreadableTraceException {
    List<SortedMap<Integer, World>> named = byName(traces);
    if (!named.isEmpty()) {
      return named;
    }
    List<List<World>> sessions = overlapping(byTime(traces));
    int replicas = layout.map(ParallelLayout::data).orElse(1);
    boolean oneAfterTheOther =
        replicas > 1
            && sessions.size() % replicas == 0
            && sessions.stream().allMatch(session -> session.size() == 1)
            && sessions.stream().allMatch(session -> isReplica(session.get(0)));
    return oneAfterTheOther ? inTurn(sessions, replicas) : each(sessions);
  }

  private boolean isReplica(World world) {
    return world.size() <= layout.get().ranksPerReplica();
  }

  private static List<SortedMap<Integer, World>> inTurn(List<List<World>> worlds, int replicas) {
    List<List<World>> sessions = new ArrayList<>();
    for (int first = 0; first < worlds.size(); first += replicas) {
      sessions.add(worlds.subList(first, first + replicas).stream().flatMap(List::stream).toList());
    }
    return each(sessions);
  }

  private static List<SortedMap<Integer, World>> each(List<List<World>> sessions) {
    List<SortedMap<Integer, World>> numbered = new ArrayList<>();
    for (List<World> session : sessions) {
      SortedMap<Integer, World> byNumber = new TreeMap<>();
      session.forEach(world -> byNumber.put(byNumber.size(), world));
      numbered.add(byNumber);
    }
    return numbered;
  }

  /** One world, which may be one replica of several. */
  private SortedMap<Integer, RankTrace> alone(List<RankTrace> traces)
      throws UnreadableTraceException {
    boolean replica =
        layout.filter(known -> known.data() > 1).isPresent()
            && traces.stream().allMatch(this::isOfOneReplica);
    if (!replica) {
      return byRank(traces);
    }
    World world = new World();
    traces.forEach(world::add);
    List<SortedMap<Integer, World>> named = byName(traces);
    return replicas(named.size() == 1 ? named.get(0) : new TreeMap<>(Map.of(0, world)));
  }

  private boolean isOfOneReplica(RankTrace trace) {
    return trace.worldSize().equals(OptionalInt.of(layout.get().ranksPerReplica()));
  }

  private static SortedMap<Integer, RankTrace> byRank(List<RankTrace> traces) {
    SortedMap<Integer, RankTrace> byRank = new TreeMap<>();
    traces.forEach(trace -> byRank.put(trace.rank(), trace));
    return byRank;
  }

  /**
   * By the replica in each file's name: a new recording begins with the first file of a rank that
   * the one before has already. Empty if a file names none, or if the names do not tell more than
   * the ranks do.
   */
  private static List<SortedMap<Integer, World>> byName(List<RankTrace> traces)
      throws UnreadableTraceException {
    List<SortedMap<Integer, World>> sessions = new ArrayList<>();
    Set<Integer> replicas = new TreeSet<>();
    for (RankTrace trace : inOrder(traces)) {
      OptionalInt replica = FileNameRank.replicaOf(trace.source());
      if (replica.isEmpty()) {
        return List.of();
      }
      World seen = sessions.isEmpty() ? null : last(sessions).get(replica.getAsInt());
      if (sessions.isEmpty() || (seen != null && seen.has(trace.rank()))) {
        sessions.add(new TreeMap<>());
      }
      last(sessions).computeIfAbsent(replica.getAsInt(), unseen -> new World()).add(trace);
      replicas.add(replica.getAsInt());
    }
    return replicas.size() > 1 || sessions.size() == 1 ? toldApart(sessions, traces) : List.of();
  }

  private static SortedMap<Integer, World> last(List<SortedMap<Integer, World>> sessions) {
    return sessions.get(sessions.size() - 1);
  }

  /** A replica is recorded a second time after the first. */
  private static List<SortedMap<Integer, World>> toldApart(
      List<SortedMap<Integer, World>> sessions, List<RankTrace> traces)
      throws UnreadableTraceException {
    for (int next = 1; next < sessions.size(); next++) {
      for (Map.Entry<Integer, World> world : sessions.get(next).entrySet()) {
        World before = sessions.get(next - 1).get(world.getKey());
        if (before != null && !areToldApart(before, world.getValue())) {
          throw twins(traces);
        }
      }
    }
    return sessions;
  }

  private static List<RankTrace> inOrder(List<RankTrace> traces) {
    List<RankTrace> sorted = new ArrayList<>(traces);
    sorted.sort(
        Comparator.comparingLong(World::startOf).thenComparing(trace -> trace.source().toString()));
    return sorted;
  }

  /** In the order in which they began. */
  private static List<World> byTime(List<RankTrace> traces) throws UnreadableTraceException {
    List<World> worlds = new ArrayList<>();
    World last = new World();
    for (RankTrace trace : inOrder(traces)) {
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
            "rank %d twice: %s and %s; %s"
                .formatted(trace.rank(), twin.source(), trace.source(), whatToGive(traces)));
      }
    }
    throw new IllegalArgumentException("no rank twice");
  }

  /** Recordings are often kept in folders side by side. */
  private static String whatToGive(List<RankTrace> traces) {
    List<String> folders =
        traces.stream()
            .map(trace -> String.valueOf(trace.source().getParent()))
            .distinct()
            .sorted()
            .toList();
    if (folders.size() == 1) {
      return "give one of them";
    }
    String more = folders.size() > MOST_NAMED ? " or another of %d".formatted(folders.size()) : "";
    return "they were recorded at the same time, so these folders look like recordings of their own; give one of them: %s%s"
        .formatted(
            String.join(" or ", folders.subList(0, Math.min(MOST_NAMED, folders.size()))), more);
  }

  private static boolean overlap(World before, World after) {
    return after.firstStartNs() == Long.MAX_VALUE || before.lastEndNs() >= after.firstStartNs();
  }

  /** Worlds that run at once are replicas of one recording. */
  private static List<List<World>> overlapping(List<World> worlds) {
    List<List<World>> sessions = new ArrayList<>();
    long endNs = Long.MIN_VALUE;
    for (World world : worlds) {
      boolean apart = world.firstStartNs() > endNs && world.firstStartNs() != Long.MAX_VALUE;
      if (sessions.isEmpty() || apart) {
        sessions.add(new ArrayList<>());
      }
      sessions.get(sessions.size() - 1).add(world);
      endNs = Math.max(endNs, world.lastEndNs());
    }
    return sessions;
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
}
