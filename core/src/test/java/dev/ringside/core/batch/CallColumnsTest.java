package dev.ringside.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.statistics.CallTally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallColumnsTest {

  private record Row(int signature, long startNs, long durationNs, long sequence) {}

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 256, 10_000})
  void growsFromAnyCapacity(int capacity) {
    CallColumns columns = new CallColumns(capacity);
    List<Row> rows = fill(columns, 1_000, new Random(capacity));
    assertThat(rowsOf(columns)).isEqualTo(rows);
    assertThat(columns.endNs(999)).isEqualTo(rows.get(999).startNs() + rows.get(999).durationNs());
  }

  @Test
  void clearForgetsAllRows() {
    CallColumns columns = new CallColumns();
    fill(columns, 300, new Random(1));
    columns.clear();
    assertThat(columns.size()).isZero();
    List<Row> rows = fill(columns, 5, new Random(2));
    assertThat(rowsOf(columns)).isEqualTo(rows);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 15, 16, 17, 2_000})
  void sortsByStartAndKeepsTheOrderOfEquals(int rows) {
    CallColumns columns = new CallColumns();
    List<Row> expected = fill(columns, rows, new Random(rows));
    expected.sort(Comparator.comparingLong(Row::startNs));
    columns.sortByStart();
    assertThat(rowsOf(columns)).isEqualTo(expected);
    columns.sortByStart();
    assertThat(rowsOf(columns)).isEqualTo(expected);
  }

  @Test
  void columnsThatWereSortedGrow() {
    CallColumns columns = new CallColumns();
    List<Row> expected = fill(columns, 100, new Random(5));
    expected.sort(Comparator.comparingLong(Row::startNs));
    columns.sortByStart();
    expected.addAll(fill(columns, 100, new Random(6)));
    assertThat(rowsOf(columns)).isEqualTo(expected);
  }

  @Test
  void theNumberOfARowWithoutOneIsItsPlace() {
    CallColumns columns = new CallColumns();
    columns.add(0, 10, 1, -1);
    columns.add(0, 20, 1, 7);
    columns.add(0, 30, 1, Long.MIN_VALUE);
    columns.numberUnnumbered();
    assertThat(rowsOf(columns).stream().map(Row::sequence)).containsExactly(0L, 7L, 2L);
  }

  @Test
  void theFirstRowsOfSharedColumnsAreRowsAsTheyStand() {
    CallColumns columns =
        new CallColumns(
            3,
            new int[] {3, 3, 1, 0},
            new long[] {10, 20, 15, 99},
            new long[] {9, 1, 2, 99},
            new long[] {7, 8, 9, 99});
    assertThat(rowsOf(columns))
        .containsExactly(new Row(3, 10, 9, 7), new Row(3, 20, 1, 8), new Row(1, 15, 2, 9));
    columns.add(1, 30, 4, 10);
    assertThat(columns.size()).isEqualTo(4);
    assertThat(columns.endNs(3)).isEqualTo(34);
  }

  @Test
  void aColumnOfTooFewRowsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CallColumns(2, new int[2], new long[2], new long[1], new long[2]));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void runsEndWhereTheSignatureChangesAndTellTheirLastEnd(long seed) {
    CallColumns columns = new CallColumns();
    List<Row> rows = fill(columns, 500, new Random(seed));
    for (int row = 0; row < rows.size(); row++) {
      int end = columns.runEnd(row);
      int signature = rows.get(row).signature();
      assertThat(rows.subList(row, end)).allMatch(r -> r.signature() == signature);
      assertThat(end == rows.size() || rows.get(end).signature() != signature).isTrue();
      assertThat(columns.lastEndNs(row, end))
          .isEqualTo(
              rows.subList(row, end).stream()
                  .mapToLong(r -> r.startNs() + r.durationNs())
                  .max()
                  .orElseThrow());
    }
  }

  @Test
  void talliesTheRowsItIsAskedForAndNoOthers() {
    CallColumns columns = new CallColumns(64);
    List<Row> rows = fill(columns, 40, new Random(4));
    CallTally tally = new CallTally();
    columns.tally(5, 25, tally);
    CallTally expected = new CallTally();
    rows.subList(5, 25).forEach(row -> expected.add(row.durationNs()));
    assertThat(tally.calls()).isEqualTo(20);
    assertThat(tally.durationNs()).isEqualTo(expected.durationNs());
    assertThat(tally.durations()).isEqualTo(expected.durations());
    assertThatThrownBy(() -> columns.tally(30, 41, tally))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static List<Row> fill(CallColumns columns, int size, Random random) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Row row = new Row(random.nextInt(5), random.nextInt(300), random.nextInt(9_000), i);
      columns.add(row.signature(), row.startNs(), row.durationNs(), row.sequence());
      rows.add(row);
    }
    return rows;
  }

  private static List<Row> rowsOf(CallColumns columns) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      rows.add(
          new Row(
              columns.signature(i),
              columns.startNs(i),
              columns.durationNs(i),
              columns.sequence(i)));
    }
    return rows;
  }
}
