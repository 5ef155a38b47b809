package dev.ringside.ingest.flightrecorder;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One rank's dump.
 *
 * @param groups by name, those without a call too
 * @param calls in the order of the file
 */
record Dump(Path file, Map<String, DumpGroup> groups, List<RecordedCall> calls) {

  private record Batch(long groupId, boolean pointToPoint, long sequence) {}

  Dump {
    groups = Collections.unmodifiableMap(new TreeMap<>(groups));
    calls = List.copyOf(calls);
  }

  /**
   * By the file's name; else the one rank that is in every group, for a dump lists only groups of
   * its own.
   */
  OptionalInt rank() {
    OptionalInt named = DumpName.of(file).rank();
    if (named.isPresent()) {
      return named;
    }
    Set<Integer> common = null;
    for (DumpGroup group : groups.values()) {
      if (common == null) {
        common = new TreeSet<>(group.ranks());
      } else if (!group.ranks().isEmpty()) {
        common.retainAll(group.ranks());
      }
    }
    return common != null && common.size() == 1
        ? OptionalInt.of(common.iterator().next())
        : OptionalInt.empty();
  }

  /** Ranks of the job, if the dump lists the group of all. */
  OptionalInt worldSize() {
    return groups.values().stream()
        .filter(group -> group.description().equals("default_pg") && !group.ranks().isEmpty())
        .mapToInt(group -> group.ranks().size())
        .findFirst();
  }

  DumpGroup groupOf(RecordedCall call) {
    DumpGroup group = groups.get(call.groupName());
    return group == null ? DumpGroup.unlisted(call.groupName(), call.groupDescription()) : group;
  }

  /** Entries that were recorded and are not here: overwritten, or over when it was written. */
  long left() {
    long recorded = calls.stream().mapToLong(RecordedCall::recordId).max().orElse(-1) + 1;
    return Math.max(0, recorded - calls.size());
  }

  /** Entries that stand for a call; the mark of a batch does only if nothing else of it is here. */
  List<RecordedCall> realCalls() {
    Set<Batch> batched = new HashSet<>();
    calls.stream().filter(call -> !call.closesBatch()).map(Dump::batchOf).forEach(batched::add);
    return calls.stream()
        .filter(call -> !call.closesBatch() || !batched.contains(batchOf(call)))
        .toList();
  }

  /**
   * Calls that are on their way. Those of a batch stay <em>scheduled</em> for ever; the mark that
   * closes it says whether they are over (pytorch issue 137969).
   */
  List<RecordedCall> openCalls() {
    Set<Batch> over = new HashSet<>();
    calls.stream()
        .filter(call -> call.closesBatch() && call.finished())
        .map(Dump::batchOf)
        .forEach(over::add);
    return realCalls().stream()
        .filter(call -> !call.finished() && !over.contains(batchOf(call)))
        .toList();
  }

  /** Calls that look open and are not, because their batch is over. */
  long scheduledForEver() {
    return realCalls().stream().filter(call -> !call.finished()).count() - openCalls().size();
  }

  private static Batch batchOf(RecordedCall call) {
    return new Batch(call.groupId(), call.pointToPoint(), call.sequence());
  }
}
