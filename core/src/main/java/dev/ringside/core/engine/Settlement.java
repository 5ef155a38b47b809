package dev.ringside.core.engine;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.WindowRule;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the windows up to one come to. */
final class Settlement {

  private final SortedMap<Long, EnginePasses> byWindow = new TreeMap<>();
  private final WindowRule windows;
  private final EngineTimes times;
  private final long upToNs;

  /**
   * @param upToNs where the last of the windows ends
   */
  Settlement(WindowRule windows, EngineTimes times, long upToNs) {
    this.windows = windows;
    this.times = times;
    this.upToNs = upToNs;
  }

  void join(SeenPass pass, ToldPass one) {
    add(pass.endNs(), counted(one, true));
  }

  void miss(SeenPass pass) {
    add(pass.endNs(), new EnginePasses(0, 0, 0, 1, 0, 0, 0, 0, 0, 0));
  }

  void alone(ToldPass one) {
    add(one.endNs(), counted(one, false));
  }

  private EnginePasses counted(ToldPass one, boolean joined) {
    return new EnginePasses(
        1,
        joined ? 1 : 0,
        joined ? 0 : 1,
        0,
        one.dummy() ? 1 : 0,
        one.skipped(),
        one.knownTokens(),
        one.rows(),
        joined ? 0 : one.knownTokens(),
        joined ? 0 : one.rows());
  }

  /** In an open window: what was told early for one that is settled counts in the next. */
  private void add(long endNs, EnginePasses passes) {
    long first = windows.startOf(Math.max(times.settledNs(), times.firstToldNs()));
    long start = Math.min(Math.max(windows.startOf(endNs), first), upToNs - 1);
    byWindow.merge(windows.startOf(Math.max(start, times.closedNs())), passes, EnginePasses::plus);
  }

  void tell(List<ReplicaEvent> events) {
    byWindow.forEach(
        (startNs, passes) -> {
          if (!isCutOff(startNs)) {
            events.add(new ReplicaEvent.EngineTold(startNs, passes));
          }
        });
  }

  private boolean isCutOff(long startNs) {
    return startNs < times.firstToldNs()
        || (startNs == windows.startOf(times.firstSeenNs()) && startNs < times.firstSeenNs());
  }
}
