package dev.ringside.ingest.inspector;

import dev.ringside.ingest.inspector.line.Origin;
import java.util.List;

/**
 * What is known of one process before its rank in the job is: the communicators it is a member of.
 *
 * @param firstUs time of its first line, microseconds since the epoch
 * @param lastUs time of its last line; not before {@code firstUs}
 * @param groups one for each communicator
 */
record Membership(ProcessId process, long firstUs, long lastUs, List<Group> groups) {

  /**
   * A process's part in one communicator.
   *
   * @param pairsOnly true if it has only sent and received there: how pipeline stages hand over
   */
  record Group(Origin origin, boolean pairsOnly) {

    /** Two processes of the same key are members of the same communicator. */
    GroupKey key() {
      return new GroupKey(origin.id(), origin.size());
    }
  }

  /** What tells communicators apart. */
  record GroupKey(String id, int size) {}

  Membership {
    groups = List.copyOf(groups);
  }

  static Membership of(ProcessCalls calls) {
    return new Membership(
        calls.id(),
        calls.firstUs(),
        calls.lastUs(),
        calls.communicators().stream()
            .map(log -> new Group(log.origin, log.hasPairs() && !log.hasCollectives()))
            .toList());
  }

  Membership until(long us) {
    return new Membership(process, firstUs, us, groups);
  }

  boolean overlaps(Membership other) {
    return firstUs <= other.lastUs && other.firstUs <= lastUs;
  }
}
