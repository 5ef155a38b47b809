package dev.ringside.exporter.replica;

import java.util.Comparator;

/** One replica of a deployment: what a report is about. */
public record ReplicaId(String deployment, int number) implements Comparable<ReplicaId> {

  private static final Comparator<ReplicaId> BY_NAME =
      Comparator.comparing(ReplicaId::deployment).thenComparingInt(ReplicaId::number);

  @Override
  public int compareTo(ReplicaId other) {
    return BY_NAME.compare(this, other);
  }
}
