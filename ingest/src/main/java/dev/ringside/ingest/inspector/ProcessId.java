package dev.ringside.ingest.inspector;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.inspector.line.Origin;
import java.util.Comparator;

/**
 * One process that writes calls. In Kubernetes the same pid, such as 48, is found on every host.
 *
 * @param host empty if the source does not say
 * @param pid -1 if the source does not say
 */
public record ProcessId(String host, long pid) implements Comparable<ProcessId> {

  private static final Comparator<ProcessId> ORDER =
      Comparator.comparing(ProcessId::host).thenComparingLong(ProcessId::pid);

  public static ProcessId of(Origin origin) {
    return new ProcessId(origin.host(), origin.pid());
  }

  /** Where it runs; nowhere that is known if the source does not say which process it is. */
  public Place place(String gpu) {
    return pid < 0
        ? Place.UNKNOWN
        : new Place(Bound.NAME_BYTES.cut(host), pid, Bound.NAME_BYTES.cut(gpu));
  }

  @Override
  public int compareTo(ProcessId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return host + " pid " + pid;
  }
}
