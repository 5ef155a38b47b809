package dev.ringside.bench.load;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.collective.CallSignature;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The right answers, added up in plain loops from the load itself, never from what a path read.
 *
 * <p>A path that windows calls puts each into the window of its start; Ringside puts a pass, with
 * all its calls, into the window in which its last rank ended. Both are kept.
 */
public final class Oracle {

  public static final long WINDOW_NS = 10_000_000_000L;

  private final int callsAPass;
  private final SortedMap<SizeKey, CallSums> totals = new TreeMap<>();
  private final Map<Long, Map<SizeKey, CallSums>> byStart = new HashMap<>();
  private final SortedMap<ReplicaWindow, Map<SizeKey, CallSums>> byPass = new TreeMap<>();
  private final Map<PassId, OpenPass> open = new HashMap<>();
  private final Map<String, Long> passesSeen = new HashMap<>();
  private long calls;
  private long lastEndNs = Long.MIN_VALUE;

  public Oracle(int callsAPass) {
    this.callsAPass = callsAPass;
  }

  /** A window of one replica. */
  public record ReplicaWindow(String deployment, int replica, long startNs)
      implements Comparable<ReplicaWindow> {

    @Override
    public int compareTo(ReplicaWindow other) {
      int byName = deployment.compareTo(other.deployment);
      int byReplica = byName != 0 ? byName : Integer.compare(replica, other.replica);
      return byReplica != 0 ? byReplica : Long.compare(startNs, other.startNs);
    }
  }

  private record PassId(String deployment, int replica, long index) {}

  private static final class OpenPass {
    private long endNs = Long.MIN_VALUE;
    private int ranks;
    private final Map<SizeKey, CallSums> tallies = new HashMap<>();
  }

  /** The start of the window that holds {@code timeNs}. */
  public static long windowOf(long timeNs) {
    return Math.floorDiv(timeNs, WINDOW_NS) * WINDOW_NS;
  }

  /** Adds whole passes of one rank. */
  public void add(RankBatch batch) {
    SizeKey[] keys = keysOf(batch);
    String stream = batch.header().deployment() + "/" + batch.header().rank();
    long pass = passesSeen.getOrDefault(stream, 0L);
    CallColumns columns = batch.calls();
    for (int row = 0; row < columns.size(); row += callsAPass) {
      addPass(batch, keys, row, pass++);
    }
    passesSeen.put(stream, pass);
    calls += columns.size();
  }

  private static SizeKey[] keysOf(RankBatch batch) {
    SizeKey[] keys = new SizeKey[batch.signatures().size()];
    for (int id = 0; id < keys.length; id++) {
      CallSignature signature = batch.signatures().get(id);
      keys[id] =
          new SizeKey(
              batch.header().deployment(),
              signature.collective().label(),
              RankBatch.messageBytes(signature));
    }
    return keys;
  }

  private void addPass(RankBatch batch, SizeKey[] keys, int from, long pass) {
    CallColumns columns = batch.calls();
    PassId id = new PassId(batch.header().deployment(), batch.header().replica(), pass);
    OpenPass whole = open.computeIfAbsent(id, unused -> new OpenPass());
    int row = from;
    while (row < from + callsAPass) {
      row = addRun(columns, keys, row, from + callsAPass, whole);
    }
    whole.endNs = Math.max(whole.endNs, columns.endNs(row - 1));
    lastEndNs = Math.max(lastEndNs, whole.endNs);
    int members = batch.signatures().get(columns.signature(from)).communicator().size();
    if (++whole.ranks == members) {
      closePass(id, open.remove(id));
    }
  }

  /** Calls of one signature whose starts lie in one window; returns the row after them. */
  private int addRun(CallColumns columns, SizeKey[] keys, int from, int to, OpenPass whole) {
    int signature = columns.signature(from);
    long window = windowOf(columns.startNs(from));
    long durationNs = 0;
    int row = from;
    while (row < to
        && columns.signature(row) == signature
        && columns.startNs(row) - window < WINDOW_NS) {
      durationNs += columns.durationNs(row++);
    }
    SizeKey key = keys[signature];
    CallSums tally = new CallSums(row - from, (row - from) * key.bytes(), durationNs);
    totals.merge(key, tally, CallSums::plus);
    byStart.computeIfAbsent(window, unused -> new HashMap<>()).merge(key, tally, CallSums::plus);
    whole.tallies.merge(key, tally, CallSums::plus);
    return row;
  }

  private void closePass(PassId id, OpenPass whole) {
    ReplicaWindow window = new ReplicaWindow(id.deployment(), id.replica(), windowOf(whole.endNs));
    Map<SizeKey, CallSums> sums = byPass.computeIfAbsent(window, unused -> new HashMap<>());
    whole.tallies.forEach((key, tally) -> sums.merge(key, tally, CallSums::plus));
  }

  public long calls() {
    return calls;
  }

  public long lastEndNs() {
    return lastEndNs;
  }

  public SortedMap<SizeKey, CallSums> totals() {
    return Collections.unmodifiableSortedMap(totals);
  }

  /** By the window in which calls start: window start, ns, to key to sums. */
  public Map<Long, Map<SizeKey, CallSums>> byStart() {
    return Collections.unmodifiableMap(byStart);
  }

  /** By the window of whole passes. */
  public SortedMap<ReplicaWindow, Map<SizeKey, CallSums>> byPass() {
    return Collections.unmodifiableSortedMap(byPass);
  }
}
