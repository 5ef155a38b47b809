package dev.ringside.exporter.series;

import java.util.Comparator;

/** One replica of a deployment: what a report is about. */
public record Replica(String deployment, int number) implements Comparable<Replica> {

  private static final Comparator<Replica> BY_NAME =
      Comparator.comparing(Replica::deployment).thenComparingInt(Replica::number);

  @Override
  public int compareTo(Replica other) {
    return BY_NAME.compare(this, other);
  }
}
