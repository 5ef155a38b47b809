package dev.ringside.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyRowsTest {

  private final Random random = new Random(5);
  private final List<CallTally> tallies = tallies(40);
  private final TallyRows rows = rowsOf(tallies);

  @Test
  void aRowIsTheTallyThatWasAdded() {
    assertThat(rows.size()).isEqualTo(tallies.size());
    for (int row = 0; row < tallies.size(); row++) {
      assertSame(rows.tally(row), tallies.get(row));
    }
  }

  @Test
  void sumsAreThoseOfTheTallies() {
    for (int trial = 0; trial < 200; trial++) {
      int from = random.nextInt(tallies.size());
      int to = from + random.nextInt(tallies.size() - from + 1);
      CallTally sum = tallies(1).get(0);
      CallTally expected = sum.copy();
      rows.addTo(sum, from, to);
      tallies.subList(from, to).forEach(expected::merge);
      assertSame(sum, expected);
      assertThat(rows.calls(from, to))
          .isEqualTo(tallies.subList(from, to).stream().mapToLong(CallTally::calls).sum());
    }
  }

  @Test
  void rowsAreAddedToCoarserHistogramsToo() {
    CallTally coarse = new CallTally(0, 0, new ExponentialHistogram(2));
    rows.addTo(coarse, 0, rows.size());
    CallTally fine = new CallTally();
    tallies.forEach(fine::merge);
    ExponentialHistogram expected = new ExponentialHistogram(2);
    expected.merge(fine.durations());
    assertThat(coarse.durations()).isEqualTo(expected);
  }

  @Test
  void aCopyHoldsItsRowsAndSharesNothing() {
    TallyRows copy = rows.copyOf(10, 30);
    copy.add(tallies.get(0));
    assertThat(copy.size()).isEqualTo(21);
    for (int row = 0; row < 20; row++) {
      assertSame(copy.tally(row), tallies.get(10 + row));
    }
    assertSame(copy.tally(20), tallies.get(0));
    assertSame(rows.tally(30), tallies.get(30));
  }

  @Test
  void rowsOfAnotherScaleAreRefused() {
    CallTally coarse = new CallTally(0, 0, new ExponentialHistogram(3));
    assertThatThrownBy(() -> rows.add(coarse))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scale 3");
  }

  private static void assertSame(CallTally actual, CallTally expected) {
    assertThat(actual.calls()).isEqualTo(expected.calls());
    assertThat(actual.durationNs()).isEqualTo(expected.durationNs());
    assertThat(actual.durations()).isEqualTo(expected.durations());
  }

  private static TallyRows rowsOf(List<CallTally> tallies) {
    TallyRows rows = new TallyRows(ExponentialHistogram.MAX_SCALE, 1);
    tallies.forEach(rows::add);
    return rows;
  }

  /** Of few and many calls, narrow and wide, with zeros and without, some of none at all. */
  private List<CallTally> tallies(int count) {
    List<CallTally> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CallTally tally = new CallTally();
      int calls = random.nextInt(4) == 0 ? 0 : random.nextInt(200);
      for (int call = 0; call < calls; call++) {
        boolean outlier = random.nextInt(50) == 0;
        tally.add(outlier ? random.nextLong(1L << 40) : random.nextInt(20) * 1_000L);
      }
      made.add(tally);
    }
    return made;
  }
}
