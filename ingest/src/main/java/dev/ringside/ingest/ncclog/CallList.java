package dev.ringside.ingest.ncclog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls in the order of the log: each kind once, and 20 bytes a call. */
final class CallList {

  static final int MOST_KINDS = 1 << 16;

  private final Map<LoggedCall, Integer> ids = new HashMap<>();
  private final List<LoggedCall> kinds = new ArrayList<>();
  private int[] kind = new int[64];
  private long[] stampNs = new long[64];
  private long[] order = new long[64];
  private int size;
  private boolean full;
  private boolean stamped = true;

  void add(LoggedCall call, long stamp, long place) {
    Integer id = ids.get(call);
    if (id == null) {
      if (kinds.size() == MOST_KINDS) {
        full = true;
        return;
      }
      id = kinds.size();
      kinds.add(call);
      ids.put(call, id);
    }
    if (size == kind.length) {
      kind = Arrays.copyOf(kind, 2 * size);
      stampNs = Arrays.copyOf(stampNs, 2 * size);
      order = Arrays.copyOf(order, 2 * size);
    }
    kind[size] = id;
    stampNs[size] = stamp;
    order[size++] = place;
    stamped &= stamp >= 0;
  }

  int size() {
    return size;
  }

  /** Different calls, in the order of their first. */
  List<LoggedCall> kinds() {
    return kinds;
  }

  int kind(int row) {
    return kind[row];
  }

  long stampNs(int row) {
    return stampNs[row];
  }

  /** Place among all calls of the file. */
  long order(int row) {
    return order[row];
  }

  /** True if every call has a time. */
  boolean areStamped() {
    return stamped;
  }

  /** True if a call was left out because it was one kind too many. */
  boolean isFull() {
    return full;
  }
}
