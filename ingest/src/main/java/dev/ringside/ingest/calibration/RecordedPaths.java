package dev.ringside.ingest.calibration;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.match.CallUse;
import dev.ringside.core.match.MatchKey;
import dev.ringside.core.match.MatchedCalls;
import dev.ringside.core.match.TimedCalls;
import dev.ringside.core.parallelism.CommGroup;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.TraceRecording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The calls of a recording, sorted by the path that a cost rule is fitted for.
 *
 * <p>Calls that can be matched across their group count once, with the duration on the last rank to
 * arrive; the calls of other groups count on each rank by themselves.
 */
final class RecordedPaths {

  /** What one cost rule is fitted for; calls of different clocks are fitted apart. */
  record PathKey(
      Transport transport, Collective collective, Reach reach, int ranks, TimingQuality clock) {

    static final Comparator<PathKey> ORDER =
        Comparator.comparing(PathKey::transport)
            .thenComparing(PathKey::collective)
            .thenComparing(PathKey::reach)
            .thenComparing(PathKey::ranks)
            .thenComparing(PathKey::clock);
  }

  /** The calls of a path: as points of a fit, and as the ranks made them. */
  static final class PathCalls {
    final TimedCalls points = new TimedCalls();
    long calls;
    long matched;
    boolean hostsKnown = true;
  }

  /** Where the calls of one signature belong. */
  private record Destination(CallUse use, MatchKey key, long messageBytes) {}

  private final TraceRecording recording;
  private final Optional<Deployment> deployment;
  private final SortedMap<PathKey, PathCalls> paths = new TreeMap<>(PathKey.ORDER);
  private final SortedMap<String, Long> leftOut = new TreeMap<>();
  private final Map<Integer, String> hosts = new LinkedHashMap<>();

  RecordedPaths(TraceRecording recording, Optional<Deployment> deployment) {
    this.recording = recording;
    this.deployment = deployment;
    recording.traces().forEach(trace -> hosts.put(trace.rank(), trace.host()));
    Map<MatchKey, Map<Integer, TimedCalls>> groups = new LinkedHashMap<>();
    recording.traces().forEach(trace -> read(trace, groups));
    groups.forEach(this::sort);
  }

  SortedMap<PathKey, PathCalls> paths() {
    return paths;
  }

  /** Numbers of calls that are of no use for a fit, by reason. */
  SortedMap<String, Long> leftOut() {
    return leftOut;
  }

  private void read(RankTrace trace, Map<MatchKey, Map<Integer, TimedCalls>> groups) {
    List<Destination> destinations = new ArrayList<>();
    for (int id = 0; id < trace.signatures().size(); id++) {
      destinations.add(destination(trace.signatures().get(id), trace.rank()));
    }
    for (int row = 0; row < trace.calls().size(); row++) {
      Destination to = destinations.get(trace.calls().signature(row));
      if (to.use() == CallUse.TIMED) {
        groups
            .computeIfAbsent(to.key(), key -> new TreeMap<>())
            .computeIfAbsent(trace.rank(), rank -> new TimedCalls())
            .add(to.messageBytes(), trace.calls().durationNs(row));
      } else {
        leftOut.merge(to.use().label(), 1L, Long::sum);
      }
    }
  }

  private Destination destination(CallSignature signature, int rank) {
    CommGroup group = CommGroup.of(signature, rank, deployment.map(Deployment::layout), world());
    return new Destination(
        CallUse.of(signature, group),
        MatchKey.of(signature, group),
        CallUse.messageBytes(signature, group).orElse(0));
  }

  /** All ranks of the job, if all were recorded. */
  private List<Integer> world() {
    return recording.worldSize().orElse(-1) == hosts.size()
        ? List.copyOf(hosts.keySet())
        : List.of();
  }

  private void sort(MatchKey key, Map<Integer, TimedCalls> byRank) {
    MatchedCalls.of(key.group(), byRank)
        .ifPresentOrElse(
            matched -> addMatched(key, matched.least()),
            () -> byRank.forEach((rank, calls) -> addUnmatched(key, rank, calls)));
  }

  private void addMatched(MatchKey key, TimedCalls least) {
    if (key.isPair()) {
      add(key, Collective.SEND, least, least.size(), least.size());
      add(key, Collective.RECV, least, least.size(), least.size());
    } else {
      long calls = (long) least.size() * key.group().size();
      add(key, key.collective(), least, calls, calls);
    }
  }

  private void addUnmatched(MatchKey key, int rank, TimedCalls calls) {
    boolean receives = key.isPair() && rank == key.group().ranks().get(1);
    add(key, receives ? Collective.RECV : key.collective(), calls, calls.size(), 0);
  }

  private void add(
      MatchKey key, Collective collective, TimedCalls points, long calls, long matched) {
    List<Integer> members = key.group().ranks();
    boolean hostsKnown =
        !members.isEmpty()
            && members.stream().noneMatch(rank -> hosts.getOrDefault(rank, "").isEmpty());
    PathKey path =
        new PathKey(
            key.transport(),
            collective,
            reach(members, hostsKnown),
            key.group().size(),
            key.clock());
    PathCalls found = paths.computeIfAbsent(path, unused -> new PathCalls());
    found.points.addAll(points);
    found.calls += calls;
    found.matched += matched;
    found.hostsKnown &= hostsKnown;
  }

  /** By the names of the hosts, else by the number of ranks on a node, else one node. */
  private Reach reach(List<Integer> members, boolean hostsKnown) {
    int perNode = deployment.map(one -> one.options().gpusPerNode()).orElse(0);
    long nodes = 1;
    if (hostsKnown) {
      nodes = members.stream().map(hosts::get).distinct().count();
    } else if (perNode > 0) {
      nodes = members.stream().map(rank -> rank / perNode).distinct().count();
    }
    return nodes > 1 ? Reach.CLUSTER : Reach.NODE;
  }
}
