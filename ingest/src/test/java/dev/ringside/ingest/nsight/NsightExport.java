package dev.ringside.ingest.nsight;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes exports as nsys does, with the tables and columns that a reader may use. */
final class NsightExport implements AutoCloseable {

  static final long PROCESS = 16L << 24;
  private static final int SCHEMA = 16_777_223;
  private static final int INIT_SCHEMA = 16_777_218;

  private static final int USUAL_PAGE = 4_096;

  private final Connection connection;

  NsightExport(Path file) throws SQLException {
    this(file, USUAL_PAGE);
  }

  /**
   * @param pageBytes smaller pages make a smaller file
   */
  NsightExport(Path file, int pageBytes) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    run("PRAGMA page_size = " + pageBytes);
    connection.setAutoCommit(false);
    run("CREATE TABLE META_DATA_EXPORT (name TEXT, value TEXT)");
    run("CREATE TABLE StringIds (id INTEGER, value TEXT)");
    run(
        "CREATE TABLE CUPTI_ACTIVITY_KIND_KERNEL (start INTEGER, end INTEGER, deviceId INTEGER,"
            + " globalPid INTEGER, correlationId INTEGER, demangledName INTEGER,"
            + " graphNodeId INTEGER)");
    run(
        "CREATE TABLE CUPTI_ACTIVITY_KIND_RUNTIME (start INTEGER, globalTid INTEGER,"
            + " correlationId INTEGER)");
    run(
        "CREATE TABLE NVTX_EVENTS (start INTEGER, end INTEGER, globalTid INTEGER, text TEXT,"
            + " textId INTEGER, binaryData TEXT)");
    run("CREATE TABLE NVTX_PAYLOAD_SCHEMA_ENTRIES (schemaId INTEGER, name TEXT, offset INTEGER)");
    run("CREATE TABLE TARGET_INFO_SESSION_START_TIME (utcEpochNs INTEGER, systemClockNs INTEGER)");
    run("CREATE TABLE ANALYSIS_DETAILS (startTime INTEGER)");
    run("INSERT INTO TARGET_INFO_SESSION_START_TIME VALUES (1779782330000000000, 28000000000)");
    run("INSERT INTO ANALYSIS_DETAILS VALUES (28000000000)");
    run("INSERT INTO StringIds VALUES (1, 'ncclDevKernel_AllReduce_Sum_bf16_RING_LL(x)')");
    run("INSERT INTO StringIds VALUES (2, 'sm80_xmma_gemm')");
    for (int process = 0; process < 2; process++) {
      field(SCHEMA, "NCCL communicator ID", "NULL");
      field(SCHEMA, "Message size [bytes]", "8");
      field(INIT_SCHEMA, "NCCL communicator ID", "NULL");
      field(INIT_SCHEMA, "No. of ranks", "8");
      field(INIT_SCHEMA, "Rank", "12");
    }
  }

  private void field(int schema, String name, String offset) throws SQLException {
    run(
        "INSERT INTO NVTX_PAYLOAD_SCHEMA_ENTRIES VALUES (%d, '%s', %s)"
            .formatted(schema, name, offset));
  }

  NsightExport run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return this;
  }

  /** A kernel of 300 µs on {@code device}, which its process has launched a moment before. */
  NsightExport kernel(int device, long startNs, int name) throws SQLException {
    long process = PROCESS + ((long) device << 24);
    run(
        "INSERT INTO CUPTI_ACTIVITY_KIND_KERNEL VALUES (%d, %d, %d, %d, %d, %d, NULL)"
            .formatted(startNs, startNs + 300_000, device, process, startNs, name));
    return run(
        "INSERT INTO CUPTI_ACTIVITY_KIND_RUNTIME VALUES (%d, %d, %d)"
            .formatted(startNs - 500, process + 7, startNs));
  }

  NsightExport range(int device, long startNs, long endNs, String function) throws SQLException {
    return range(device, startNs, endNs, function, null);
  }

  NsightExport sized(int device, long startNs, long endNs, long bytes) throws SQLException {
    return sized("ncclAllReduce", device, startNs, endNs, bytes);
  }

  NsightExport sized(String function, int device, long startNs, long endNs, long bytes)
      throws SQLException {
    ByteBuffer payload = payload(SCHEMA, 24);
    payload.putLong(0xfa93daea854b060bL).putLong(bytes).putLong(0);
    return range(device, startNs, endNs, function, payload.array());
  }

  NsightExport member(int device, int rank, int ranks) throws SQLException {
    ByteBuffer payload = payload(INIT_SCHEMA, 24);
    payload.putLong(0xfa93daea854b060bL).putInt(ranks).putInt(rank);
    return range(device, 1, 2, "ncclCommInitRank", payload.array());
  }

  private static ByteBuffer payload(int schema, int size) {
    ByteBuffer payload = ByteBuffer.allocate(32 + size).order(ByteOrder.LITTLE_ENDIAN);
    return payload.putInt(1).putInt(0).putInt(schema).putInt(0).putLong(size).putLong(size);
  }

  private NsightExport range(int device, long start, long end, String function, byte[] payload)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO NVTX_EVENTS VALUES (?, ?, ?, ?, NULL, ?)")) {
      insert.setLong(1, start);
      insert.setLong(2, end);
      insert.setLong(3, PROCESS + ((long) device << 24) + 7);
      insert.setString(4, function);
      insert.setBytes(5, payload);
      insert.execute();
    }
    return this;
  }

  @Override
  public void close() throws SQLException {
    connection.commit();
    connection.close();
  }
}
