package dev.ringside.cli.report.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Rows in columns fitted to their widest cell. If the lines are wider than the terminal, the
 * columns that can best be spared go first; those of {@link #ALWAYS} stay whatever the width.
 *
 * @param <T> what a row shows
 */
public final class TextTable<T> {

  /** A column that is never dropped. */
  public static final int ALWAYS = 0;

  private static final String GAP = "  ";

  private final int width;
  private final List<T> rows;
  private final List<Column> columns = new ArrayList<>();

  public TextTable(int width, List<T> rows) {
    this.width = width;
    this.rows = rows;
  }

  /** One column: its cells, one a row. */
  record Column(
      String title, boolean right, int spare, List<String> cells, UnaryOperator<String> paint) {

    int width() {
      return cells.stream().mapToInt(String::length).reduce(title.length(), Math::max);
    }

    String padded(String cell) {
      String room = " ".repeat(width() - cell.length());
      return right ? room + paint.apply(cell) : paint.apply(cell) + room;
    }

    boolean isEmpty() {
      return cells.stream().allMatch(cell -> cell.isEmpty() || cell.equals(Humanised.UNKNOWN));
    }
  }

  public TextTable<T> left(String title, Function<T, String> cell) {
    return left(title, ALWAYS, cell);
  }

  /**
   * @param spare {@link #ALWAYS}, or the higher the sooner it is dropped
   */
  public TextTable<T> left(String title, int spare, Function<T, String> cell) {
    return add(title, false, spare, cells(cell), UnaryOperator.identity());
  }

  public TextTable<T> right(String title, Function<T, String> cell) {
    return right(title, ALWAYS, cell);
  }

  public TextTable<T> right(String title, int spare, Function<T, String> cell) {
    return add(title, true, spare, cells(cell), UnaryOperator.identity());
  }

  public TextTable<T> painted(String title, Function<T, String> cell, UnaryOperator<String> paint) {
    return add(title, false, ALWAYS, cells(cell), paint);
  }

  /** The rows' numbers, from 1. */
  public TextTable<T> numbered() {
    List<String> numbers =
        IntStream.rangeClosed(1, rows.size()).mapToObj(Integer::toString).toList();
    return add("", true, ALWAYS, numbers, UnaryOperator.identity());
  }

  private List<String> cells(Function<T, String> cell) {
    return rows.stream().map(cell).toList();
  }

  private TextTable<T> add(
      String title, boolean right, int spare, List<String> cells, UnaryOperator<String> paint) {
    columns.add(new Column(title, right, spare, cells, paint));
    return this;
  }

  /** Title line, rule, then the rows; no trailing spaces. */
  public List<String> lines() {
    List<Column> shown = fitting();
    List<String> lines = new ArrayList<>();
    lines.add(line(shown, TextTable::titled));
    lines.add("\u2500".repeat(widthOf(shown)));
    for (int row = 0; row < rows.size(); row++) {
      int at = row;
      lines.add(line(shown, column -> column.padded(column.cells().get(at))));
    }
    return lines;
  }

  private static String titled(Column column) {
    String room = " ".repeat(column.width() - column.title().length());
    return column.right() ? room + column.title() : column.title() + room;
  }

  private List<Column> fitting() {
    List<Column> shown = new ArrayList<>(columns);
    shown.removeIf(column -> column.spare() != ALWAYS && column.isEmpty());
    while (widthOf(shown) > width && spared(shown) != ALWAYS) {
      int most = spared(shown);
      shown.removeIf(column -> column.spare() == most);
    }
    return shown;
  }

  private static int spared(List<Column> shown) {
    return shown.stream().map(Column::spare).max(Comparator.naturalOrder()).orElse(ALWAYS);
  }

  private static int widthOf(List<Column> shown) {
    int cells = shown.stream().mapToInt(Column::width).sum();
    return cells + GAP.length() * (shown.size() - 1);
  }

  private static String line(List<Column> shown, Function<Column, String> cell) {
    return String.join(GAP, shown.stream().map(cell).toList()).stripTrailing();
  }
}
