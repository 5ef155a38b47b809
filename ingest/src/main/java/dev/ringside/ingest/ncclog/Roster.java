package dev.ringside.ingest.ncclog;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Communicator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which process is which global rank, and who is in which communicator.
 *
 * <p>A process's rank is that in its largest communicator. Where its lines name none, or those of
 * two processes the same, all are numbered by host, in the order of the log, and device.
 */
final class Roster {

  private final Map<LoggedProcess, Integer> ranks = new LinkedHashMap<>();
  private final Map<String, SortedMap<Integer, LoggedProcess>> groups = new LinkedHashMap<>();
  private final Map<String, Integer> sizes = new HashMap<>();
  private final boolean guessed;
  private final int worldSize;

  Roster(Map<LoggedProcess, ProcessLog> logs) {
    logs.forEach(this::gather);
    Set<Integer> told = new HashSet<>();
    boolean clear = logs.values().stream().allMatch(log -> log.rank() >= 0 && told.add(log.rank()));
    guessed = !clear;
    if (clear) {
      logs.forEach((process, log) -> ranks.put(process, log.rank()));
    } else {
      number(logs);
    }
    int largest = logs.values().stream().mapToInt(ProcessLog::largest).max().orElse(0);
    worldSize = clear ? largest : 0;
  }

  private void gather(LoggedProcess process, ProcessLog log) {
    for (Membership membership : log.memberships()) {
      String group = log.groupOf(membership);
      if (!group.isEmpty()) {
        groups
            .computeIfAbsent(group, any -> new TreeMap<>())
            .putIfAbsent(membership.rank(), process);
        sizes.putIfAbsent(group, membership.ranks());
      }
    }
  }

  private void number(Map<LoggedProcess, ProcessLog> logs) {
    List<String> hosts = logs.keySet().stream().map(LoggedProcess::host).distinct().toList();
    List<LoggedProcess> sorted = new ArrayList<>(logs.keySet());
    sorted.sort(
        Comparator.comparingInt((LoggedProcess process) -> hosts.indexOf(process.host()))
            .thenComparingInt(LoggedProcess::device));
    boolean byDevice =
        hosts.size() == 1
            && sorted.get(0).device() >= 0
            && sorted.stream().map(LoggedProcess::device).distinct().count() == sorted.size();
    for (LoggedProcess process : sorted) {
      ranks.put(process, byDevice ? process.device() : ranks.size());
    }
  }

  int rank(LoggedProcess process) {
    return ranks.get(process);
  }

  /** True if ranks had to be numbered, because the log does not say them. */
  boolean isGuessed() {
    return guessed;
  }

  /** Ranks of the largest communicator, 0 if that is not known. */
  int worldSize() {
    return worldSize;
  }

  /** Global ranks of a communicator in its order; empty unless all of them are known. */
  List<Integer> members(String group) {
    SortedMap<Integer, LoggedProcess> seen = groups.getOrDefault(group, new TreeMap<>());
    int size = sizes.getOrDefault(group, 0);
    if (!guessed && size == worldSize && size <= Bound.RUN_RANKS.most()) {
      return IntStream.range(0, size).boxed().toList();
    }
    List<Integer> members = seen.values().stream().map(ranks::get).distinct().toList();
    return members.size() == size ? members : List.of();
  }

  /** For each communicator that lacks ranks: how many it has, and which were seen. */
  Map<String, List<Integer>> incomplete() {
    Map<String, List<Integer>> incomplete = new LinkedHashMap<>();
    groups.forEach(
        (group, seen) -> {
          if (seen.size() < sizes.get(group)) {
            incomplete.put(group, List.copyOf(seen.keySet()));
          }
        });
    return incomplete;
  }

  int size(String group) {
    return sizes.getOrDefault(group, 0);
  }

  Set<String> groups() {
    return groups.keySet();
  }

  Communicator communicator(String group, int size) {
    List<Integer> members = members(group);
    return new Communicator(
        Bound.NAME_BYTES.cut(group), members.isEmpty() ? size : members.size(), members);
  }

  /** The global rank of a place in a communicator, {@link CallSignature#NO_PEER} if unknown. */
  int peer(String group, int place) {
    List<Integer> members = members(group);
    return place >= 0 && place < members.size() ? members.get(place) : CallSignature.NO_PEER;
  }
}
