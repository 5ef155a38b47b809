package dev.ringside.ingest.nsight;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An export, opened to read only. Tables and columns come and go between releases of nsys: what is
 * not there is asked for nowhere.
 */
final class NsightDatabase implements AutoCloseable {

  static final byte[] MAGIC = "SQLite format 3\0".getBytes(US_ASCII);
  private static final int HEADER = 100;
  private static final long SMALLEST_PAGE = 512;

  /** Takes one row. */
  interface RowTaker {
    void take(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, Set<String>> columns = new HashMap<>();

  private NsightDatabase(Connection connection) {
    this.connection = connection;
  }

  /**
   * @throws IOException with a message that says what is wrong
   */
  static NsightDatabase open(Path file) throws IOException {
    requireWhole(file);
    try {
      NsightDatabase database =
          new NsightDatabase(
              DriverManager.getConnection(
                  "jdbc:sqlite:%s?mode=ro&immutable=1".formatted(file.toAbsolutePath().toUri())));
      try {
        database.lookAround();
        return database;
      } catch (SQLException e) {
        database.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException(reason(e), e);
    }
  }

  /** A file that was copied in part opens, and only some rows are missing: its header tells. */
  private static void requireWhole(Path file) throws IOException {
    ByteBuffer header;
    try (InputStream in = Files.newInputStream(file)) {
      header = ByteBuffer.wrap(in.readNBytes(HEADER));
    }
    if (header.limit() < HEADER || !header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new IOException("it does not begin as an SQLite database");
    }
    int told = Short.toUnsignedInt(header.getShort(16));
    long page = told == 1 ? 1 << 16 : told;
    long bytes = page * Integer.toUnsignedLong(header.getInt(28));
    if (page < SMALLEST_PAGE || Files.size(file) < bytes) {
      throw new IOException(
          "%,d of %,d bytes are there: it was copied in part".formatted(Files.size(file), bytes));
    }
  }

  /** Tables only, no views and no virtual tables, and no column that is computed. */
  private void lookAround() throws SQLException {
    Set<String> tables = new LinkedHashSet<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA trusted_schema = OFF");
      statement.execute("PRAGMA cell_size_check = ON");
    }
    rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table'",
        row -> {
          String sql = String.valueOf(row.getString(2)).toUpperCase(Locale.ROOT);
          if (!sql.contains("VIRTUAL") && !sql.matches("(?s).*\\bAS\\s*\\(.*")) {
            tables.add(row.getString(1));
          }
        });
    for (String table : tables) {
      if (table.matches("\\w{1,100}")) {
        Set<String> names = new LinkedHashSet<>();
        rows("PRAGMA table_info(%s)".formatted(table), row -> names.add(row.getString(2)));
        columns.put(table, names);
      }
    }
  }

  boolean has(String table, String... names) {
    return columns.containsKey(table) && columns.get(table).containsAll(List.of(names));
  }

  /** Hands each row of a table over, of the columns asked for; none if one of them is not there. */
  void read(String table, RowTaker taker, String... names) throws SQLException {
    if (has(table, names)) {
      String list = "\"" + String.join("\", \"", names) + "\"";
      rows("SELECT %s FROM %s".formatted(list, table), taker);
    }
  }

  private void rows(String query, RowTaker taker) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        taker.take(rows);
      }
    }
  }

  static String reason(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(message);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing was written: there is nothing to lose.
    }
  }
}
