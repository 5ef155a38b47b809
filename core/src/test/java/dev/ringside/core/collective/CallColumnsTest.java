package dev.ringside.core.collective;

import static org.assertj.core.api.Assertions.assertThat;

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
  @ValueSource(longs = {0, 1_000_000, -17})
  void sortsByStartAndKeepsTheOrderOfEquals(long shiftNs) {
    CallColumns columns = new CallColumns();
    List<Row> expected = new ArrayList<>();
    for (Row row : fill(columns, 2_000, new Random(shiftNs))) {
      expected.add(
          new Row(row.signature(), row.startNs() + shiftNs, row.durationNs(), row.sequence()));
    }
    List<Row> before = rowsOf(columns);
    expected.sort(Comparator.comparingLong(Row::startNs));
    assertThat(rowsOf(columns.sortedByStart(shiftNs))).isEqualTo(expected);
    assertThat(rowsOf(columns)).isEqualTo(before);
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
