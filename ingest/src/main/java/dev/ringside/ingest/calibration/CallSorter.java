package dev.ringside.ingest.calibration;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.fabric.Reach;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.TraceRecording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sorts a recording's calls by path, and matches what the ranks of a group say of the same call.
 *
 * <p>A call that waits for a late rank lasts longer on all ranks but that one, so a matched call
 * counts once, with its least duration. Ranks match by ordinal if all of a group were recorded and
 * made the same calls; else each rank's calls count by themselves.
 */
final class CallSorter {

  /** What one cost rule is fitted for; each clock by itself. */
  record PathKey(
      Transport transport, Collective collective, Reach reach, int ranks, TimingQuality clock) {

    static final Comparator<PathKey> ORDER =
        Comparator.comparing(PathKey::transport)
            .thenComparing(PathKey::collective)
            .thenComparing(PathKey::reach)
            .thenComparing(PathKey::ranks)
            .thenComparing(PathKey::clock);
  }

  /** The calls of a path: as points of a fit, and as they were counted. */
  static final class PathCalls {
    final TimedCalls points = new TimedCalls();
    long calls;
    long matched;
    boolean hostsKnown = true;
  }

  /** Calls of all ranks of a group; a send and its receive are one. */
  private record StreamKey(
      Transport transport, Collective collective, CallGroup group, TimingQuality clock) {}

  /** Where calls of one signature go. */
  private record Destination(Optional<String> useless, StreamKey stream, long messageBytes) {}

  private final TraceRecording recording;
  private final Optional<Deployment> deployment;
  private final SortedMap<PathKey, PathCalls> paths = new TreeMap<>(PathKey.ORDER);
  private final SortedMap<String, Long> leftOut = new TreeMap<>();
  private final Map<Integer, String> hosts = new LinkedHashMap<>();

  CallSorter(TraceRecording recording, Optional<Deployment> deployment) {
    this.recording = recording;
    this.deployment = deployment;
    recording.traces().forEach(trace -> hosts.put(trace.rank(), trace.host()));
    Map<StreamKey, Map<Integer, TimedCalls>> streams = new LinkedHashMap<>();
    recording.traces().forEach(trace -> read(trace, streams));
    streams.forEach(this::sort);
  }

  SortedMap<PathKey, PathCalls> paths() {
    return paths;
  }

  /** Calls of no use for a fit, by reason. */
  SortedMap<String, Long> leftOut() {
    return leftOut;
  }

  private void read(RankTrace trace, Map<StreamKey, Map<Integer, TimedCalls>> streams) {
    List<Destination> destinations = new ArrayList<>();
    for (int id = 0; id < trace.signatures().size(); id++) {
      destinations.add(destination(trace.signatures().get(id), trace.rank()));
    }
    for (int row = 0; row < trace.calls().size(); row++) {
      Destination to = destinations.get(trace.calls().signature(row));
      if (to.useless().isPresent()) {
        leftOut.merge(to.useless().get(), 1L, Long::sum);
      } else {
        streams
            .computeIfAbsent(to.stream(), key -> new TreeMap<>())
            .computeIfAbsent(trace.rank(), rank -> new TimedCalls())
            .add(to.messageBytes(), trace.calls().durationNs(row));
      }
    }
  }

  private Destination destination(CallSignature signature, int rank) {
    CallGroup group = CallGroup.of(signature, rank, deployment, world());
    return new Destination(
        reasonAgainst(signature, group),
        keyOf(signature, group),
        messageBytes(signature, group).orElse(0));
  }

  /** All ranks of the job, if all were recorded. */
  private List<Integer> world() {
    return recording.worldSize().orElse(-1) == hosts.size()
        ? List.copyOf(hosts.keySet())
        : List.of();
  }

  private static StreamKey keyOf(CallSignature signature, CallGroup group) {
    boolean paired = signature.collective() == Collective.RECV && !group.ranks().isEmpty();
    return new StreamKey(
        signature.transport(),
        paired ? Collective.SEND : signature.collective(),
        group,
        signature.timing());
  }

  private static Optional<String> reasonAgainst(CallSignature signature, CallGroup group) {
    if (signature.transport() == Transport.UNKNOWN || movesNothing(signature.collective())) {
      return Optional.of("no_transfer");
    }
    if (signature.timing() == TimingQuality.DUMP_TIME
        || signature.timing() == TimingQuality.ENQUEUE_ONLY) {
      return Optional.of("no_duration");
    }
    if (CallFlag.FUSED_COMPUTE.in(signature.flags())) {
      return Optional.of("fused_compute");
    }
    if (group.size() == 0) {
      return Optional.of("group_unknown");
    }
    if (group.size() == 1) {
      return Optional.of("no_transfer");
    }
    return messageBytes(signature, group).isEmpty()
        ? Optional.of("size_unknown")
        : Optional.empty();
  }

  private static boolean movesNothing(Collective collective) {
    return collective == Collective.UNKNOWN
        || collective == Collective.BARRIER
        || collective == Collective.COALESCED;
  }

  private static OptionalLong messageBytes(CallSignature signature, CallGroup group) {
    if (!signature.hasSize()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          Math.multiplyExact(
              signature.collective().messageElements(signature.elements(), group.size()),
              (long) signature.dataType().bytes()));
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private void sort(StreamKey key, Map<Integer, TimedCalls> byRank) {
    List<Integer> members = key.group().ranks();
    boolean matched =
        !members.isEmpty()
            && byRank.keySet().containsAll(members)
            && byRank.size() == members.size()
            && byRank.values().stream().allMatch(byRank.values().iterator().next()::isTwinOf);
    boolean pair = key.collective() == Collective.SEND && !members.isEmpty();
    if (!matched) {
      byRank.forEach(
          (rank, calls) -> {
            boolean receives = pair && rank.equals(members.get(1));
            add(key, receives ? Collective.RECV : key.collective(), calls, calls.size(), 0);
          });
      return;
    }
    TimedCalls least = TimedCalls.leastOf(List.copyOf(byRank.values()));
    if (pair) {
      add(key, Collective.SEND, least, least.size(), least.size());
      add(key, Collective.RECV, least, least.size(), least.size());
    } else {
      long calls = (long) least.size() * members.size();
      add(key, key.collective(), least, calls, calls);
    }
  }

  private void add(
      StreamKey key, Collective collective, TimedCalls points, long calls, long matched) {
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

  /** By the hosts' names, else by the ranks of a node, else one node. */
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
