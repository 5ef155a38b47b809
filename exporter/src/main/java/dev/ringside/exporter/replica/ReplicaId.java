package dev.ringside.exporter.replica;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One replica of a deployment: what a report is about. */
public record ReplicaId(String deployment, int number) implements Comparable<ReplicaId> {

  private static final Comparator<ReplicaId> BY_NAME =
      Comparator.comparing(ReplicaId::deployment).thenComparingInt(ReplicaId::number);

  private static final Pattern WINDOWS = Pattern.compile("([^/]*)/(\\d{1,9})/window");

  /** The replica whose windows have this key on the topic of reports; empty for other keys. */
  public static Optional<ReplicaId> ofWindows(String key) {
    Matcher parts = WINDOWS.matcher(key);
    return parts.matches()
        ? Optional.of(
            new ReplicaId(
                parts.group(1).replace("%2F", "/").replace("%25", "%"),
                Integer.parseInt(parts.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(ReplicaId other) {
    return BY_NAME.compare(this, other);
  }
}
