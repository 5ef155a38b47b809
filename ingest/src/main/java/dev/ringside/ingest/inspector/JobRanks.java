package dev.ringside.ingest.inspector;

import dev.ringside.ingest.inspector.Membership.Group;
import dev.ringside.ingest.inspector.Membership.GroupKey;
import dev.ringside.ingest.inspector.line.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which rank of the job each process is. The Inspector only says which rank of a communicator.
 *
 * <p>Processes that share communicators are one replica. In it, the first of these that gives each
 * process a number of its own:
 *
 * <ol>
 *   <li>its number in the largest communicator that holds all of them, unless the tensor, pipeline
 *       and data communicators make more ranks than that one has;
 *   <li>its places in the tensor, pipeline and data communicators, tensor fastest: by their names
 *       ({@code tp:0}), or, where none has a name, by what is sent through them;
 *   <li>the job's own number, where the line has one;
 *   <li>its place by host and pid. Then {@link #isGuessed} is true.
 * </ol>
 *
 * <p>Replicas that live at the same time follow one another, as data parallelism numbers them;
 * processes whose time does not overlap are earlier and later lives of the same ranks.
 */
public final class JobRanks {

  private final Map<ProcessId, Integer> ranks = new HashMap<>();
  private final Map<GroupKey, SortedMap<Integer, Integer>> members = new HashMap<>();
  private final Map<GroupKey, List<Integer>> lists = new HashMap<>();
  private final Set<ProcessId> guessed = new HashSet<>();

  private JobRanks() {}

  public static JobRanks of(Collection<Membership> processes) {
    return of(processes, ProcessRanks.UNKNOWN);
  }

  /**
   * @param known asked first; what it says counts, whatever the communicators say
   */
  public static JobRanks of(Collection<Membership> processes, ProcessRanks known) {
    JobRanks ranks = new JobRanks();
    List<Numbered> placed = new ArrayList<>();
    for (List<Membership> replica : Replicas.of(processes)) {
      Numbered numbers = ranks.number(replica);
      int offset =
          placed.stream()
              .filter(other -> other.livesWith(numbers))
              .mapToInt(other -> other.offset + other.world)
              .max()
              .orElse(0);
      placed.add(numbers.at(offset));
      numbers.ranks.forEach((process, rank) -> ranks.ranks.put(process, offset + rank));
    }
    processes.forEach(
        one -> known.rankOf(one.process()).ifPresent(rank -> ranks.know(one.process(), rank)));
    processes.forEach(ranks::enlist);
    return ranks;
  }

  /** A replica with its numbers. */
  private record Numbered(
      List<Membership> replica, Map<ProcessId, Integer> ranks, int world, int offset) {

    Numbered at(int place) {
      return new Numbered(replica, ranks, world, place);
    }

    boolean livesWith(Numbered other) {
      return replica.stream().anyMatch(one -> other.replica.stream().anyMatch(one::overlaps));
    }
  }

  private Numbered number(List<Membership> replica) {
    Map<ProcessId, Integer> numbers = spanning(replica);
    if (numbers.isEmpty()) {
      numbers = product(replica);
    }
    if (numbers.isEmpty()) {
      numbers = stated(replica);
    }
    if (numbers.isEmpty()) {
      numbers = inOrder(replica);
      guessed.addAll(numbers.keySet());
    }
    int most = numbers.values().stream().mapToInt(rank -> rank + 1).max().orElse(0);
    return new Numbered(replica, numbers, most, 0);
  }

  private static Map<ProcessId, Integer> spanning(List<Membership> replica) {
    return replica.get(0).groups().stream()
        .map(Group::key)
        .sorted(Comparator.comparingInt(GroupKey::size).reversed())
        .map(key -> placesIn(key, replica))
        .filter(places -> !places.isEmpty())
        .findFirst()
        .orElse(Map.of());
  }

  /** Empty if the communicator does not hold all processes, or is only a part of the replica. */
  private static Map<ProcessId, Integer> placesIn(GroupKey key, List<Membership> replica) {
    Map<ProcessId, Integer> places = new HashMap<>();
    for (Membership one : replica) {
      for (Group group : one.groups()) {
        if (group.key().equals(key)) {
          places.put(one.process(), group.origin().rank());
        }
      }
    }
    boolean all = places.size() == replica.size() && isDistinct(places);
    return all && ranksBy(sizes(replica, true)) <= key.size() ? places : Map.of();
  }

  private static boolean isDistinct(Map<ProcessId, Integer> places) {
    return new HashSet<>(places.values()).size() == places.size();
  }

  private static Map<ProcessId, Integer> product(List<Membership> replica) {
    boolean named =
        replica.stream()
            .flatMap(one -> one.groups().stream())
            .anyMatch(group -> Axis.of(group.origin()) != Axis.NONE);
    Map<ProcessId, Integer> places = new HashMap<>();
    int[] sizes = sizes(replica, named);
    for (Membership one : replica) {
      int[] place =
          Arrays.stream(axes(one, named)).mapToInt(o -> o == null ? 0 : o.rank()).toArray();
      places.put(one.process(), (place[2] * sizes[1] + place[1]) * sizes[0] + place[0]);
    }
    return isDistinct(places) ? places : Map.of();
  }

  /** Ranks of a tensor, a pipeline and a data communicator; 1 where there is none. */
  private static int[] sizes(List<Membership> replica, boolean named) {
    int[] sizes = {1, 1, 1};
    for (Membership one : replica) {
      Origin[] axes = axes(one, named);
      for (int axis = 0; axis < sizes.length; axis++) {
        sizes[axis] = Math.max(sizes[axis], axes[axis] == null ? 1 : axes[axis].size());
      }
    }
    return sizes;
  }

  private static long ranksBy(int[] sizes) {
    return Arrays.stream(sizes).asLongStream().reduce(1, (a, b) -> a * b);
  }

  /** The largest communicator of each axis, tensor first. */
  private static Origin[] axes(Membership one, boolean named) {
    Origin[] axes = new Origin[3];
    for (Group group : one.groups()) {
      Axis axis = named ? Axis.of(group.origin()) : Axis.bySends(group.pairsOnly());
      if (axis != Axis.NONE) {
        Origin known = axes[axis.ordinal()];
        axes[axis.ordinal()] =
            known == null || known.size() < group.origin().size() ? group.origin() : known;
      }
    }
    return axes;
  }

  private static Map<ProcessId, Integer> stated(List<Membership> replica) {
    Map<ProcessId, Integer> places = new HashMap<>();
    for (Membership one : replica) {
      one.groups().stream()
          .mapToInt(group -> group.origin().globalRank())
          .filter(rank -> rank >= 0)
          .findFirst()
          .ifPresent(rank -> places.put(one.process(), rank));
    }
    return places.size() == replica.size() && isDistinct(places) ? places : Map.of();
  }

  private static Map<ProcessId, Integer> inOrder(List<Membership> replica) {
    Map<ProcessId, Integer> places = new HashMap<>();
    replica.stream()
        .map(Membership::process)
        .sorted()
        .forEach(process -> places.put(process, places.size()));
    return places;
  }

  private void know(ProcessId process, int rank) {
    ranks.put(process, rank);
    guessed.remove(process);
  }

  private void enlist(Membership one) {
    for (Group group : one.groups()) {
      members
          .computeIfAbsent(group.key(), key -> new TreeMap<>())
          .merge(group.origin().rank(), ranks.get(one.process()), (a, b) -> a.equals(b) ? a : -1);
    }
  }

  /** The rank of a process; empty if nothing is known of it. */
  public OptionalInt of(ProcessId process) {
    Integer rank = ranks.get(process);
    return rank == null ? OptionalInt.empty() : OptionalInt.of(rank);
  }

  /** True if the number is no more than the process's place by host and pid. */
  public boolean isGuessed(ProcessId process) {
    return guessed.contains(process);
  }

  /** Ranks of a communicator in its own order; empty unless all are known. */
  public List<Integer> membersOf(Origin origin) {
    return lists.computeIfAbsent(new GroupKey(origin.id(), origin.size()), this::list);
  }

  private List<Integer> list(GroupKey key) {
    List<Integer> ranks = List.copyOf(members.getOrDefault(key, new TreeMap<>()).values());
    boolean all = ranks.size() == key.size() && !ranks.contains(-1);
    return all && new HashSet<>(ranks).size() == ranks.size() ? ranks : List.of();
  }

  /** Rank of a communicator's member; -1 if it is not known. */
  public int memberOf(Origin origin, int member) {
    return members
        .getOrDefault(new GroupKey(origin.id(), origin.size()), new TreeMap<>())
        .getOrDefault(member, -1);
  }
}
