package dev.ringside.ingest.inspector;

import dev.ringside.ingest.inspector.Membership.Group;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parts processes into those that are connected by communicators. */
final class Replicas {

  private Replicas() {}

  /** Each replica by host and pid, the replica that began first being first. */
  static List<List<Membership>> of(Collection<Membership> processes) {
    Map<Membership.GroupKey, List<Membership>> byGroup = new HashMap<>();
    for (Membership one : processes) {
      for (Group group : one.groups()) {
        byGroup.computeIfAbsent(group.key(), key -> new ArrayList<>()).add(one);
      }
    }
    List<List<Membership>> replicas = new ArrayList<>();
    Set<Membership> placed = new HashSet<>();
    for (Membership one : processes) {
      if (!one.groups().isEmpty() && placed.add(one)) {
        replicas.add(connected(one, byGroup, placed));
      }
    }
    replicas.sort(
        Comparator.comparingLong((List<Membership> replica) -> replica.get(0).firstUs())
            .thenComparing(replica -> replica.get(0).process()));
    return replicas;
  }

  private static List<Membership> connected(
      Membership first,
      Map<Membership.GroupKey, List<Membership>> byGroup,
      Set<Membership> placed) {
    List<Membership> replica = new ArrayList<>();
    Deque<Membership> open = new ArrayDeque<>(List.of(first));
    while (!open.isEmpty()) {
      Membership next = open.remove();
      replica.add(next);
      for (Group group : next.groups()) {
        for (Membership neighbour : byGroup.getOrDefault(group.key(), List.of())) {
          if (placed.add(neighbour)) {
            open.add(neighbour);
          }
        }
        byGroup.remove(group.key());
      }
    }
    replica.sort(Comparator.comparing(Membership::process));
    return replica;
  }
}
