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
public record Membership(ProcessId process, long firstUs, long lastUs, List<Group> groups) {

  /**
   * A process's part in one communicator.
   *
   * @param pairsOnly true if it has only sent and received there: how pipeline stages hand over
   */
  public record Group(Origin origin, boolean pairsOnly) {

    /** Two processes of the same key are members of the same communicator. */
    GroupKey key() {
      return new GroupKey(origin.id(), origin.size());
    }
  }

  /** What tells communicators apart. */
  public record GroupKey(String id, int size) {}

  public Membership {
    groups = List.copyOf(groups);
  }

  public Membership until(long us) {
    return new Membership(process, firstUs, us, groups);
  }

  public boolean overlaps(Membership other) {
    return firstUs <= other.lastUs && other.firstUs <= lastUs;
  }
}
