package dev.ringside.cli.report.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Columns fitted to their widest cell. If the lines are wider than the terminal, the columns that
 * can best be spared go first; those of {@link #ALWAYS} stay whatever the width.
 */
public final class TextTable {

  /** A column that is never dropped. */
  public static final int ALWAYS = 0;

  private static final String GAP = "  ";

  private final int width;
  private final List<Column> columns = new ArrayList<>();

  public TextTable(int width) {
    this.width = width;
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

  /**
   * @param spare {@link #ALWAYS}, or the higher the sooner it is dropped
   */
  public TextTable left(String title, int spare, List<String> cells) {
    return add(new Column(title, false, spare, cells, UnaryOperator.identity()));
  }

  public TextTable right(String title, int spare, List<String> cells) {
    return add(new Column(title, true, spare, cells, UnaryOperator.identity()));
  }

  public TextTable painted(String title, List<String> cells, UnaryOperator<String> paint) {
    return add(new Column(title, false, ALWAYS, cells, paint));
  }

  private TextTable add(Column column) {
    columns.add(column);
    return this;
  }

  /** Title line, rule, then the rows; no trailing spaces. */
  public List<String> lines() {
    List<Column> shown = fitting();
    List<String> lines = new ArrayList<>();
    lines.add(line(shown, TextTable::titled));
    lines.add("\u2500".repeat(widthOf(shown)));
    int rows = shown.get(0).cells().size();
    for (int row = 0; row < rows; row++) {
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
