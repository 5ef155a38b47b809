package dev.ringside.exporter.budget;

import dev.ringside.core.bound.Bound;
import dev.ringside.exporter.replica.ReplicaId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which replicas a table keeps, in the order in which they were last heard of. Names come from
 * outside, so their number is bounded, and so is that of their series together.
 *
 * <p>Silence is measured in record time, against the newest report of all: while nothing is
 * written, nothing is forgotten. Not thread-safe.
 */
final class Residents {

  private static final long SILENT_MS = Bound.SILENT_SECONDS.most() * 1_000;

  private record Heard(long writtenMs, int series) {}

  private final Map<ReplicaId, Heard> replicas = new LinkedHashMap<>();
  private long series;
  private long newestMs = Long.MIN_VALUE;

  /** Notes a report of {@code replica}; returns those that have to go for it. */
  List<ReplicaId> note(ReplicaId replica, long writtenMs, int itsSeries) {
    newestMs = Math.max(newestMs, writtenMs);
    forget(replica);
    replicas.put(replica, new Heard(writtenMs, itsSeries));
    series += itsSeries;
    List<ReplicaId> gone = new ArrayList<>();
    Iterator<Map.Entry<ReplicaId, Heard>> eldest = replicas.entrySet().iterator();
    while (eldest.hasNext()) {
      Map.Entry<ReplicaId, Heard> next = eldest.next();
      boolean silent = next.getValue().writtenMs() < newestMs - SILENT_MS;
      if (!silent && (fits() || replicas.size() == 1)) {
        break;
      }
      eldest.remove();
      series -= next.getValue().series();
      gone.add(next.getKey());
    }
    return gone;
  }

  private boolean fits() {
    return Bound.EXPORTED_REPLICAS.allows(replicas.size()) && Bound.EXPORTED_SERIES.allows(series);
  }

  void forget(ReplicaId replica) {
    Heard known = replicas.remove(replica);
    series -= known == null ? 0 : known.series();
  }
}
