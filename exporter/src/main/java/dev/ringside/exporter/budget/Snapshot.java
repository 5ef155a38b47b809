package dev.ringside.exporter.budget;

import dev.ringside.exporter.replica.ReplicaView;
import java.util.List;

/**
 * The whole table at one moment.
 *
 * @param overflowed series that share a label set because the budget had no room
 */
public record Snapshot(List<ReplicaView> replicas, int overflowed) {

  static final Snapshot EMPTY = new Snapshot(List.of(), 0);

  /** Label sets in use: never more than the budget. */
  public int series() {
    return replicas.stream().mapToInt(replica -> replica.series().size()).sum();
  }
}
