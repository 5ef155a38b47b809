package dev.ringside.ingest.inspector.line;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the origin of a line by the bytes that say it, so that only the first line of each makes
 * objects. Bounded: of {@value #MOST} origins the table begins again.
 */
final class OriginTable {

  private static final int MOST = 256;

  /** An origin and the bytes that said it. */
  private static final class Known {

    private final Origin origin;
    private final byte[] id;
    private final byte[] name;
    private final byte[] host;

    Known(Origin origin, byte[] id, byte[] name, byte[] host) {
      this.origin = origin;
      this.id = id;
      this.name = name;
      this.host = host;
    }
  }

  private final String unsaidId;
  private final List<Known> known = new ArrayList<>();
  private int last;

  // Where the current line says it.
  byte[] bytes = {};
  int idFrom;
  int idTo;
  int nameFrom;
  int nameTo;
  int hostFrom;
  int hostTo;
  int rank;
  int size;
  long pid;
  int globalRank;

  /**
   * @param unsaidId the communicator's hash for lines that do not say it
   */
  OriginTable(String unsaidId) {
    this.unsaidId = unsaidId;
  }

  void clear(byte[] line) {
    bytes = line;
    idFrom = idTo = nameFrom = nameTo = hostFrom = hostTo = 0;
    rank = -1;
    size = 0;
    pid = -1;
    globalRank = -1;
  }

  /** True if the current line says whose it is. */
  boolean isSaid() {
    return rank >= 0 && size > rank;
  }

  Origin find(LineScanner scanner) {
    if (last < known.size() && matches(known.get(last))) {
      return known.get(last).origin;
    }
    for (last = 0; last < known.size(); last++) {
      if (matches(known.get(last))) {
        return known.get(last).origin;
      }
    }
    return add(scanner);
  }

  private boolean matches(Known one) {
    Origin origin = one.origin;
    return origin.rank() == rank
        && origin.size() == size
        && origin.pid() == pid
        && origin.globalRank() == globalRank
        && Arrays.equals(one.id, 0, one.id.length, bytes, idFrom, idTo)
        && Arrays.equals(one.name, 0, one.name.length, bytes, nameFrom, nameTo)
        && Arrays.equals(one.host, 0, one.host.length, bytes, hostFrom, hostTo);
  }

  private Origin add(LineScanner scanner) {
    if (known.size() == MOST) {
      known.clear();
    }
    String name = scanner.text(nameFrom, nameTo);
    Origin origin =
        new Origin(
            idFrom == idTo ? unsaidId : scanner.text(idFrom, idTo),
            name.equals(Origin.UNNAMED) ? "" : name,
            rank,
            size,
            scanner.text(hostFrom, hostTo),
            pid,
            globalRank);
    last = known.size();
    known.add(
        new Known(
            origin,
            Arrays.copyOfRange(bytes, idFrom, idTo),
            Arrays.copyOfRange(bytes, nameFrom, nameTo),
            Arrays.copyOfRange(bytes, hostFrom, hostTo)));
    return origin;
  }
}
