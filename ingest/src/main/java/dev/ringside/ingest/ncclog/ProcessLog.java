package dev.ringside.ingest.ncclog;

import dev.ringside.core.account.RejectReason;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What one process wrote. */
final class ProcessLog {

  /** Communicators of one process. */
  private static final int MOST_MEMBERSHIPS = 1 << 12;

  private static final int MOST_REMARKS = 32;

  private final Set<String> remarks = new LinkedHashSet<>();
  private final Map<String, Long> tuned = new LinkedHashMap<>();
  private final Map<String, Long> channels = new LinkedHashMap<>();
  private final CallList logged = new CallList();
  private final CallList traced = new CallList();
  private final Map<String, Membership> memberships = new LinkedHashMap<>();
  private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
  private int rank = -1;
  private int ranks;

  CallList logged() {
    return logged;
  }

  CallList traced() {
    return traced;
  }

  /** A call that is both logged and traced is one. */
  CallList calls() {
    return logged.size() > 0 ? logged : traced;
  }

  Map<RejectReason, Long> rejected() {
    return rejected;
  }

  /** Keeps a sentence for the operator, the first few of them and each once. */
  void remark(String sentence) {
    if (remarks.size() < MOST_REMARKS) {
      remarks.add(sentence);
    }
  }

  /** How calls of some function and size are carried out, by the algorithm's own words. */
  void tuned(String plan) {
    count(tuned, plan);
  }

  /** What carries a channel to another rank: {@code NET/IB/6(0)/GDRDMA}. */
  void channel(String transport) {
    count(channels, transport);
  }

  private static void count(Map<String, Long> counts, String what) {
    if (counts.size() < MOST_REMARKS || counts.containsKey(what)) {
      counts.merge(what, 1L, Long::sum);
    }
  }

  Set<String> remarks() {
    Set<String> all = new LinkedHashSet<>(remarks);
    tuned.forEach((plan, calls) -> all.add("%s (%,d logged)".formatted(plan, calls)));
    if (!channels.isEmpty()) {
      all.add(
          channels.entrySet().stream()
              .map(one -> "%s (%,d)".formatted(one.getKey(), one.getValue()))
              .collect(Collectors.joining(", ", "channels via ", "")));
    }
    return all;
  }

  /** A pointer may be used again for a later communicator; the last counts. */
  void member(Membership membership) {
    if (memberships.size() < MOST_MEMBERSHIPS || memberships.containsKey(membership.pointer())) {
      memberships.put(membership.pointer(), membership);
    }
  }

  /** A rank from {@code Init timings}, which name no communicator; the largest counts. */
  void rank(int rank, int ranks) {
    if (ranks > this.ranks) {
      this.rank = rank;
      this.ranks = ranks;
    }
  }

  Collection<Membership> memberships() {
    return memberships.values();
  }

  Membership membership(String pointer) {
    return memberships.get(pointer);
  }

  /** The name all ranks of a communicator have for it; empty if that is not known. */
  String groupOf(Membership membership) {
    if (!membership.id().isEmpty()) {
      return membership.id();
    }
    Membership parent = memberships.get(membership.parent());
    return parent == null || parent.id().isEmpty() ? "" : parent.id() + membership.split();
  }

  /** Its rank in the largest communicator that its lines name; -1 if they name none. */
  int rank() {
    int most = ranks;
    int own = rank;
    for (Membership membership : memberships.values()) {
      if (membership.ranks() > most) {
        most = membership.ranks();
        own = membership.rank();
      }
    }
    return own;
  }

  /** Ranks of that communicator; 0 if its lines name none. */
  int largest() {
    return Math.max(
        ranks, memberships.values().stream().mapToInt(Membership::ranks).max().orElse(0));
  }
}
