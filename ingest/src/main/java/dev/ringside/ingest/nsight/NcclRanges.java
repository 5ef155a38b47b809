package dev.ringside.ingest.nsight;

import dev.ringside.ingest.nsight.NcclPayloads.Payload;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * NCCL's NVTX ranges of each thread: which calls a kernel carries that was launched at some time.
 * Inside a group ({@code ncclGroupStart} to {@code ncclGroupEnd}) all calls may go out as one
 * kernel, launched by the end of the group.
 */
final class NcclRanges {

  private static final long TID_BITS = 24;

  private record Range(long start, long end, String function, Payload payload) {}

  /** Until {@code end}, a launch carries these calls. */
  private record Launchable(long end, List<Payload> calls) {}

  private final Map<Long, List<Range>> byThread = new HashMap<>();
  private final Map<Long, TreeMap<Long, Launchable>> launchable = new HashMap<>();
  private final Map<Long, List<Payload>> memberships = new HashMap<>();
  private boolean anyPayload;
  private long calls;

  NcclRanges(NsightDatabase database, Map<Long, String> texts) throws SQLException {
    NcclPayloads payloads = new NcclPayloads(database);
    database.read(
        "NVTX_EVENTS",
        row -> {
          String name = row.getString(4) == null ? texts.get(row.getLong(5)) : row.getString(4);
          if (name != null && name.startsWith("nccl") && !name.startsWith("nccl:")) {
            Payload payload = payloads.of(name, row.getBytes(6)).orElse(null);
            add(row.getLong(3), new Range(row.getLong(1), row.getLong(2), name, payload));
          }
        },
        "start",
        "end",
        "globalTid",
        "text",
        "textId",
        "binaryData");
    byThread.forEach(this::arrange);
  }

  private void add(long thread, Range range) {
    byThread.computeIfAbsent(thread, any -> new ArrayList<>()).add(range);
    if (range.payload() == null) {
      return;
    }
    anyPayload = true;
    if (range.payload().ranks() > 0) {
      memberships.computeIfAbsent(processOf(thread), any -> new ArrayList<>()).add(range.payload());
    }
  }

  static long processOf(long globalTid) {
    return globalTid >> TID_BITS << TID_BITS;
  }

  private void arrange(long thread, List<Range> ranges) {
    ranges.sort(Comparator.comparingLong(Range::start));
    TreeMap<Long, Launchable> ofThread = new TreeMap<>();
    List<Payload> pending = new ArrayList<>();
    int depth = 0;
    for (Range range : ranges) {
      if (range.function().equals("ncclGroupStart")) {
        depth++;
      } else if (range.function().equals("ncclGroupEnd")) {
        depth = Math.max(0, depth - 1);
        if (depth == 0) {
          ofThread.put(range.start(), new Launchable(range.end(), List.copyOf(pending)));
          pending.clear();
        }
      } else if (range.payload() != null && range.payload().bytes() >= 0) {
        calls++;
        if (depth > 0) {
          pending.add(range.payload());
        } else {
          ofThread.put(range.start(), new Launchable(range.end(), List.of(range.payload())));
        }
      }
    }
    launchable.put(thread, ofThread);
  }

  /** Calls that a kernel carries that this thread launched at this time; empty if unknown. */
  List<Payload> launchedAt(long thread, long time) {
    TreeMap<Long, Launchable> ofThread = launchable.get(thread);
    var before = ofThread == null ? null : ofThread.floorEntry(time);
    return before == null || before.getValue().end() < time ? List.of() : before.getValue().calls();
  }

  /** Which ranks a process is, in communicators that it made while it was recorded. */
  List<Payload> memberships(long process) {
    return memberships.getOrDefault(process, List.of());
  }

  boolean haveRanges() {
    return !byThread.isEmpty();
  }

  boolean havePayloads() {
    return anyPayload;
  }

  /** Calls of the API that say their size. */
  long sizedCalls() {
    return calls;
  }
}
