package dev.ringside.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.BatchCutter.Cut;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCutterTest {

  private static final BatchOrigin ORIGIN =
      new BatchOrigin("d", 1, 9, "agent", "run", "host", List.of(8, 9));
  private static final BatchUnits UNITS = new BatchUnits("gpu", 1000, 100);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyRowIsInOneBatchWithinBothBounds(long seed) {
    Random random = new Random(seed);
    CallColumns calls = rows(random.nextInt(500), random);
    int mostCalls = random.nextInt(1, 20);
    long spanNs = random.nextLong(1, 3_000);

    List<Cut> cuts = all(cutter(mostCalls, spanNs).cut(calls, true, 7));

    int next = 0;
    for (Cut cut : cuts) {
      assertThat(cut.from()).isEqualTo(next);
      assertThat(cut.size()).isLessThanOrEqualTo(mostCalls);
      if (cut.size() > 0) {
        long first = calls.startNs(cut.from());
        assertThat(calls.startNs(cut.to() - 1) - first).isLessThan(spanNs);
        boolean full = cut.size() == mostCalls || cut.to() == calls.size();
        assertThat(full || calls.startNs(cut.to()) - first >= spanNs)
            .as("as large as may be")
            .isTrue();
      }
      next = cut.to();
    }
    assertThat(next).isEqualTo(calls.size());
    assertThat(numbers(cuts)).isEqualTo(countingTo(cuts.size()));
    assertThat(cuts.subList(0, cuts.size() - 1)).noneMatch(cut -> cut.header().endOfStream());
    assertThat(cuts.get(cuts.size() - 1).header().endOfStream()).isTrue();
  }

  @Test
  void theHeaderSaysWhoseAndHow() {
    BatchHeader header = cutter(5, 5).cut(rows(1, new Random(1)), false, 7).next().header();

    assertThat(header)
        .isEqualTo(
            new BatchHeader(ORIGIN, UNITS, 0, false, new BatchContents(new TreeMap<>(), 0, 7, 7)));
  }

  @Test
  void aStreamThatGoesOnHasNoBatchForNothing() {
    BatchCutter cutter = cutter(5, BatchCutter.ANY_SPAN);

    assertThat(cutter.cut(new CallColumns(), false, 7)).isExhausted();
    assertThat(all(cutter.cut(new CallColumns(), true, 7))).hasSize(1);
  }

  @Test
  void refusedEventsTravelOnce() {
    BatchCutter cutter = cutter(2, BatchCutter.ANY_SPAN);
    cutter.reject("dur_negative", 2);
    cutter.reject("dur_negative", 1);

    List<Cut> cuts = all(cutter.cut(rows(3, new Random(1)), false, 7));
    assertThat(cuts.get(0).header().rejected()).isEqualTo(Map.of("dur_negative", 3L));
    assertThat(cuts.get(1).header().rejected()).isEmpty();

    cutter.reject("ts_missing", 1);
    Cut alone = all(cutter.cut(new CallColumns(), false, 7)).get(0);
    assertThat(alone.header().rejected()).isEqualTo(Map.of("ts_missing", 1L));
    assertThat(alone.size()).isZero();
    assertThat(alone.header().batchSequence()).isEqualTo(2);
  }

  @Test
  void numbersGoOnFromFlushToFlushAndLeaveGapsOnPurpose() {
    BatchCutter cutter = cutter(2, BatchCutter.ANY_SPAN);
    List<Cut> cuts = new ArrayList<>(all(cutter.cut(rows(3, new Random(1)), false, 7)));
    cutter.skip();
    cuts.addAll(all(cutter.cut(rows(1, new Random(1)), false, 8)));
    assertThat(numbers(cuts)).containsExactly(0L, 1L, 3L);

    cutter.restart("run-2");
    BatchHeader first = cutter.cut(rows(1, new Random(1)), false, 9).next().header();
    assertThat(first.batchSequence()).isZero();
    assertThat(first.runId()).isEqualTo("run-2");
    assertThat(first.rank()).isEqualTo(9);
  }

  @Test
  void behindTheEndThereIsNothing() {
    Iterator<Cut> cuts = cutter(2, 2).cut(new CallColumns(), true, 7);
    cuts.next();

    assertThat(cuts).isExhausted();
    assertThatThrownBy(cuts::next).isInstanceOf(NoSuchElementException.class);
  }

  private static BatchCutter cutter(int mostCalls, long spanNs) {
    return new BatchCutter(ORIGIN, UNITS, mostCalls, spanNs);
  }

  private static CallColumns rows(int size, Random random) {
    CallColumns calls = new CallColumns();
    long start = 0;
    for (int row = 0; row < size; row++) {
      start += random.nextInt(500);
      calls.add(0, start, 5, row);
    }
    return calls;
  }

  private static List<Cut> all(Iterator<Cut> cuts) {
    List<Cut> all = new ArrayList<>();
    cuts.forEachRemaining(all::add);
    return all;
  }

  private static List<Long> numbers(List<Cut> cuts) {
    return cuts.stream().map(cut -> cut.header().batchSequence()).toList();
  }

  private static List<Long> countingTo(int size) {
    List<Long> numbers = new ArrayList<>();
    for (long number = 0; number < size; number++) {
      numbers.add(number);
    }
    return numbers;
  }
}
