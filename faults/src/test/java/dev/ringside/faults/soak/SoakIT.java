package dev.ringside.faults.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.faults.stream.CallsLog;
import dev.ringside.faults.stream.ReportsSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code ./ringside test --soak MINUTES}: the load sends by the wall clock; once a minute it is
 * noted what the processes hold. What they hold must not grow, every window must match, and nothing
 * may be late.
 */
@Tag("soak")
class SoakIT {

  private static final long SECOND = 1_000_000_000L;
  private static final long WINDOW_NS = 10 * SECOND;
  private static final int MINUTES = Integer.getInteger("ringside.soak.minutes", 3);

  /** From the second minute on: collections and caches move a heap by so much. */
  private static final double HEAP_GROWTH = 1.10;

  private static final long HEAP_NOISE = 8L << 20;

  private final List<Minute> minutes = new ArrayList<>();
  private long startNs;
  private long behindNs;

  @Test
  void holdsNoMoreAtTheEndThanAtTheBeginning() throws Exception {
    try (SoakCluster cluster = SoakCluster.start();
        ReportsSeen seen = ReportsSeen.from(cluster.brokers())) {
      SoakLoad load = new SoakLoad();
      startNs = CallsLog.nowNs() / WINDOW_NS * WINDOW_NS + WINDOW_NS;
      for (int minute = 1; minute <= MINUTES; minute++) {
        send(cluster, load, minute);
        minutes.add(look(cluster, seen, minute));
        System.out.println(SoakTable.line(minutes.get(minute - 1)));
      }
      assertThat(cluster.state()).isEqualTo("RUNNING");
    } finally {
      SoakTable.write(minutes, MINUTES);
    }
    assertHonest();
    assertFlat();
  }

  /** Each second's calls once that second is over; what is late on our side is told. */
  private void send(SoakCluster cluster, SoakLoad load, int minute) {
    for (long second = (minute - 1) * 60L; second < minute * 60L; second++) {
      long end = startNs + (second + 1) * SECOND;
      for (long wait = end - CallsLog.nowNs(); wait > 0; wait = end - CallsLog.nowNs()) {
        LockSupport.parkNanos(wait);
      }
      behindNs = Math.max(behindNs, CallsLog.nowNs() - end);
      for (int rank = 0; rank < SoakLoad.REPLICAS * SoakLoad.TENSOR; rank++) {
        cluster.send(rank, load.batch(rank, second, startNs + second * SECOND));
      }
    }
  }

  private Minute look(SoakCluster cluster, ReportsSeen seen, int minute) {
    List<WindowReport> reports = seen.of("soak");
    long before = minutes.stream().mapToLong(m -> m.match() + m.other()).sum();
    List<WindowReport> fresh = reports.subList((int) before, reports.size());
    long match = fresh.stream().filter(r -> r.verdict() == Verdict.MATCH).count();
    long late = fresh.stream().mapToLong(r -> r.account().late()).sum();
    long behind = behindNs / 1_000_000;
    behindNs = 0;
    return new Minute(
        minute,
        cluster.taskManager(),
        cluster.exporter(),
        cluster.checkpointBytes(),
        cluster.filesOnDisk(),
        match,
        fresh.size() - match,
        late,
        behind);
  }

  private void assertHonest() {
    assertThat(minutes).allSatisfy(m -> assertThat(m.other()).as("minute %s", m).isZero());
    assertThat(minutes).allSatisfy(m -> assertThat(m.late()).as("minute %s", m).isZero());
    long windows = minutes.stream().mapToLong(Minute::match).sum();
    assertThat(windows).isGreaterThanOrEqualTo(SoakLoad.REPLICAS * (6L * MINUTES - 3));
  }

  private void assertFlat() {
    assertGrowsNot("heap of the TaskManager", m -> m.taskManager().heapBytes(), HEAP_NOISE);
    assertGrowsNot("heap of the exporter", m -> m.exporter().heapBytes(), HEAP_NOISE);
    assertGrowsNot("checkpoint", Minute::checkpointBytes, 256 << 10);
    assertGrowsNot("open files of the TaskManager", m -> m.taskManager().files(), 20);
    assertGrowsNot("open files of the exporter", m -> m.exporter().files(), 20);
    assertGrowsNot("threads of the TaskManager", m -> m.taskManager().threads(), 20);
    assertGrowsNot("files on disk", Minute::files, 20);
  }

  /** The most of the last third against the most of the first, the first minute left out. */
  private void assertGrowsNot(String what, ToLongFunction<Minute> figure, long noise) {
    List<Minute> warm = minutes.subList(1, minutes.size());
    int third = Math.max(1, warm.size() / 3);
    long first = most(warm.subList(0, third), figure);
    long last = most(warm.subList(warm.size() - third, warm.size()), figure);
    assertThat(last)
        .as("%s, first %,d", what, first)
        .isLessThan((long) (first * HEAP_GROWTH) + noise);
  }

  private static long most(List<Minute> minutes, ToLongFunction<Minute> figure) {
    return minutes.stream().mapToLong(figure).max().orElseThrow();
  }
}
