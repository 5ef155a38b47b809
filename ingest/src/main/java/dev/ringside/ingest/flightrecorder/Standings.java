package dev.ringside.ingest.flightrecorder;

import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.waiting.GroupStandings;
import dev.ringside.ingest.waiting.Standing;
import dev.ringside.ingest.waiting.Transfer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the ranks stand, from their dumps. Groups are the same where name and ranks agree, never by
 * {@code pg_id}, which each process counts for itself. The totals in {@code pg_status} are not
 * asked: they are kept by {@code pg_id}, and those of a pipeline's group count sends and receives.
 */
final class Standings {

  /** One end of what goes between two ranks of a group. */
  private record Side(DumpGroup group, int from, int to, boolean sends) {

    Side other() {
      return new Side(group, from, to, !sends);
    }
  }

  private final SortedMap<Integer, Dump> dumps;
  private final Map<DumpGroup, SortedMap<Integer, Standing>> byGroup = new LinkedHashMap<>();

  Standings(SortedMap<Integer, Dump> dumps) {
    this.dumps = dumps;
    dumps.forEach(this::stand);
  }

  private void stand(int rank, Dump dump) {
    Set<RecordedCall> open = new HashSet<>(dump.openCalls());
    dump.groups().values().stream()
        .filter(group -> !group.ranks().isEmpty())
        .forEach(this::ofGroup);
    for (RecordedCall call : dump.realCalls()) {
      if (!call.pointToPoint() && !call.collective().isPointToPoint()) {
        ofGroup(dump.groupOf(call))
            .merge(rank, standing(call, open.contains(call)), Standings::first);
      }
    }
  }

  private SortedMap<Integer, Standing> ofGroup(DumpGroup group) {
    return byGroup.computeIfAbsent(group, any -> new TreeMap<>());
  }

  private static Standing standing(RecordedCall call, boolean open) {
    return open
        ? new Standing(call.sequence(), true, call.name())
        : new Standing(call.sequence() + 1, false, "");
  }

  /** The earliest open call; where none is open, what comes after the last. */
  private static Standing first(Standing one, Standing other) {
    if (one.open() != other.open()) {
      return one.open() ? one : other;
    }
    boolean oneIsFirst = one.sequence() < other.sequence();
    return oneIsFirst == one.open() ? one : other;
  }

  List<GroupStandings> groups() {
    return byGroup.entrySet().stream()
        .map(
            group ->
                new GroupStandings(
                    group.getKey().name(),
                    title(group.getKey()),
                    members(group.getKey(), group.getValue()),
                    group.getValue()))
        .toList();
  }

  private static List<Integer> members(DumpGroup group, SortedMap<Integer, Standing> standings) {
    return group.ranks().isEmpty() ? List.copyOf(standings.keySet()) : group.ranks();
  }

  private static String title(DumpGroup group) {
    boolean told = !group.description().isEmpty() && !group.description().equals("undefined");
    return told ? "%s (%s)".formatted(group.name(), group.description()) : group.name();
  }

  /** Open sends and receives whose other side has no open call towards this one. */
  List<Transfer> transfers() {
    Map<Side, Transfer> open = new LinkedHashMap<>();
    dumps.forEach((rank, dump) -> dump.openCalls().forEach(call -> side(rank, dump, call, open)));
    return open.entrySet().stream()
        .filter(one -> !open.containsKey(one.getKey().other()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static void side(int rank, Dump dump, RecordedCall call, Map<Side, Transfer> open) {
    DumpGroup group = dump.groupOf(call);
    int peer = group.globalRank(call.peerPlace());
    if (call.collective().isPointToPoint() && peer >= 0) {
      boolean sends = call.collective() == Collective.SEND;
      open.putIfAbsent(
          new Side(group, sends ? rank : peer, sends ? peer : rank, sends),
          new Transfer(group.name(), call.sequence(), call.name(), rank, peer));
    }
  }
}
