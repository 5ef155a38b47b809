package dev.ringside.ingest.inspector.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallColumns;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DumpTimesTest {

  private final CallColumns done = new CallColumns();
  private final DumpTimes times = new DumpTimes();

  private void add(long stampNs, long durationNs) {
    times.add(0, 0, stampNs, durationNs, 0, done);
  }

  @Test
  void callsOfOneDumpFollowOneAnotherAndEndWithIt() {
    add(1_000, 30);
    add(1_003, 20);
    add(1_006, 10);
    times.settle(done);

    assertThat(done.endNs(2)).isEqualTo(1_006);
    assertThat(done.endNs(1)).isEqualTo(996);
    assertThat(done.endNs(0)).isEqualTo(976);
  }

  @Test
  void aDumpDoesNotReachIntoTheOneBefore() {
    add(1_000, 100);
    times.settle(done);
    add(1_050, 40);
    add(1_051, 40);
    times.settle(done);

    assertThat(done.startNs(1)).isEqualTo(1_000);
    assertThat(done.startNs(2)).isEqualTo(1_040);
  }

  @Test
  void orderAndDurationsAreKeptWhateverTheStamps() {
    Random random = new Random(20_261_127);
    long stamp = 1_000_000;
    long[] durations = new long[20_000];
    for (int i = 0; i < durations.length; i++) {
      stamp += random.nextInt(5) == 0 ? random.nextInt(100_000) : random.nextInt(5);
      durations[i] = random.nextInt(3_000);
      add(stamp, durations[i]);
      if (random.nextInt(100) == 0) {
        times.settle(done);
      }
    }
    times.settle(done);

    assertThat(done.size()).isEqualTo(durations.length);
    for (int row = 0; row < durations.length; row++) {
      assertThat(done.durationNs(row)).isEqualTo(durations[row]);
      assertThat(row == 0 || done.startNs(row) >= done.startNs(row - 1)).isTrue();
    }
  }
}
