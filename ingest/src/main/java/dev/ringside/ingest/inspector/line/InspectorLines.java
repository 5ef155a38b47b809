package dev.ringside.ingest.inspector.line;

import dev.ringside.core.account.RejectReason;

/**
 * Reads lines of NCCL Inspector, in whatever dialect: the keys of a line say what it is, and never
 * the version it claims, for two formats call themselves v4.3.
 *
 * <p>Lines with their own header (v4.0 to v4.2, one v4.3, DataDog's flat lines) stand for
 * themselves. A bare record (the other v4.3, v4.4) belongs to the last marker before it, as many of
 * them as the marker announced; beyond that it has no owner and is rejected.
 *
 * <p>State: the last marker and the origins seen. Not thread-safe. Cost: no object a line, about a
 * nanosecond a byte.
 *
 * <p>Source: NCCL {@code plugins/profiler/inspector/json.cc, inspector.cc} of 2.28.3 to 2.30.7 and
 * of f3f1ee07; DataDog agent {@code pkg/collector/corechecks/gpu/nccl}; ROCm's ACCL profiler.
 */
public final class InspectorLines {

  private final RecordSink sink;
  private final LineParser parser;
  private Origin owner;
  private long ownerDumpUs;
  private long owed;
  private long bareOfThis;
  private long withheld;
  private boolean hasBareRecords;

  /**
   * @param unsaidId the communicator's hash for lines that do not say it, such as ACCL's; may be
   *     empty
   */
  public InspectorLines(RecordSink sink, String unsaidId) {
    this.sink = sink;
    this.parser = new LineParser(unsaidId);
  }

  /**
   * Reads the lines that end within these bytes.
   *
   * @return where the first line begins that does not end here; {@code to} if there is none
   */
  public int read(byte[] bytes, int from, int to) {
    int line = from;
    while (line < to) {
      int end = readLine(bytes, line, to);
      if (end < 0) {
        return line;
      }
      line = end;
    }
    return line;
  }

  /**
   * Reads what stands behind the last line feed of a file that has ended.
   *
   * @return false if it is only the beginning of a line
   */
  public boolean readLast(byte[] bytes, int from, int to) {
    byte[] line = new byte[to - from + 1];
    System.arraycopy(bytes, from, line, 0, to - from);
    line[to - from] = '\n';
    return parser.isWhole(line) && read(line, 0, line.length) == line.length;
  }

  /** Records that the last marker announced and that have not come. */
  public long owed() {
    return owed;
  }

  /** Records that markers before the last one announced, and that never came. */
  public long withheld() {
    return withheld;
  }

  /** True if a record has come that belongs to a marker before it. */
  public boolean hasBareRecords() {
    return hasBareRecords;
  }

  /** The position after the line, or -1 if it does not end within the bytes. */
  private int readLine(byte[] bytes, int from, int to) {
    int end;
    try {
      end = parser.parse(bytes, from, to);
    } catch (BadLineException e) {
      end = afterLineFeed(bytes, parser.position(), to);
      if (end >= 0) {
        sink.reject(RejectReason.LINE_INVALID);
      }
      return end;
    }
    if (!parser.isBlank()) {
      hand(parser.record());
    }
    return end;
  }

  private static int afterLineFeed(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\n') {
        return at + 1;
      }
    }
    return -1;
  }

  private void hand(InspectorRecord record) {
    boolean bare = record.origin == null;
    switch (record.kind) {
      case MARKER -> mark(record);
      case CALL, PROXY -> {
        if (bare && !adopt(record)) {
          sink.reject(RejectReason.NO_OWNER);
          return;
        }
      }
      default -> {}
    }
    sink.take(record);
  }

  private void mark(InspectorRecord record) {
    withheld += bareOfThis > 0 ? owed : 0;
    bareOfThis = 0;
    owner = record.origin;
    ownerDumpUs = record.dumpUs;
    owed = record.collRecords + record.pairRecords + record.proxyRecords;
  }

  private boolean adopt(InspectorRecord record) {
    if (owner == null || owed <= 0) {
      return false;
    }
    owed--;
    bareOfThis++;
    hasBareRecords = true;
    record.origin = owner;
    record.dumpUs = ownerDumpUs;
    return true;
  }
}
