package dev.ringside.ingest.inspector.process;

import dev.ringside.core.account.RejectReason;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.inspector.Membership;
import dev.ringside.ingest.inspector.ProcessId;
import dev.ringside.ingest.inspector.line.InspectorRecord;
import dev.ringside.ingest.inspector.line.Origin;
import dev.ringside.ingest.source.RankCalls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls of one process as its lines come, until they are handed over.
 *
 * <p>Times: a verbose line has the host's times of each channel, so the call goes from the earliest
 * start to the latest stop; the stated time is only that of the longest channel, and too short
 * where channels start apart. Other lines have a duration and the time of the dump.
 *
 * <p>Memory: 28 bytes a call that waits. No object a call. Not thread-safe.
 */
public final class ProcessCalls {

  private static final int MOST_COMMUNICATORS = 65_536;
  private static final int MOST_KINDS = 65_536;
  private static final long NS_PER_US = 1_000;
  private static final long NS_PER_TICK = 10;
  private static final long LATEST_US = (1L << 62) / NS_PER_US;

  private final ProcessId id;
  private final List<CommunicatorLog> communicators = new ArrayList<>();
  private final Map<Origin, Integer> indexes = new HashMap<>();
  private final CallColumns calls = new CallColumns();
  private final DumpTimes dumps = new DumpTimes();
  private final TickCheck ticks = new TickCheck();
  private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
  private CallKinds kinds = new CallKinds();
  private int[] idOfKind = {};
  private RankCalls idsOf;
  private SignatureRules idsBy;
  private boolean idsAreSilent;
  private long madeUpNs;
  private Origin lastOrigin;
  private int lastIndex;
  private long proxyRecords;
  private boolean hasDumpTimes;
  private boolean hasTicks;
  private long firstUs = Long.MAX_VALUE;
  private long lastUs = Long.MIN_VALUE;

  public ProcessCalls(ProcessId id) {
    this.id = id;
  }

  public ProcessId id() {
    return id;
  }

  /** The communicators it has written about, in the order of their first line. */
  public List<CommunicatorLog> communicators() {
    return communicators;
  }

  /** What tells its rank. */
  public Membership membership() {
    return new Membership(
        id,
        firstUs,
        lastUs,
        communicators.stream()
            .map(log -> new Membership.Group(log.origin(), log.hasPairs() && !log.hasCollectives()))
            .toList());
  }

  /** Time of the first line, microseconds since the epoch. */
  public long firstUs() {
    return firstUs;
  }

  public long lastUs() {
    return lastUs;
  }

  public long proxyRecords() {
    return proxyRecords;
  }

  public boolean hasDumpTimes() {
    return hasDumpTimes;
  }

  /** True if times are ticks without a time of day. */
  public boolean hasTicks() {
    return hasTicks;
  }

  public boolean isContradictory() {
    return ticks.isContradictory();
  }

  public double hostOverStated() {
    return ticks.median();
  }

  /** Calls that wait to be handed over. */
  public int waiting() {
    return calls.size() + dumps.waiting();
  }

  /** True if there is nothing to hand over. */
  public boolean isEmpty() {
    return waiting() == 0 && rejected.isEmpty();
  }

  /** Sentences about calls that are missing, with numbers. */
  public List<String> losses() {
    return communicators.stream().flatMap(log -> log.losses().stream()).toList();
  }

  /** Calls that were made and not written, as far as the lines show. */
  public long lost() {
    return communicators.stream().mapToLong(CommunicatorLog::lost).sum();
  }

  /** The number of the last call with each communicator and function has stood still this often. */
  public long replayed() {
    return communicators.stream().mapToLong(CommunicatorLog::replayed).sum();
  }

  public void reject(RejectReason reason, long lines) {
    rejected.merge(reason, lines, Long::sum);
  }

  public void add(InspectorRecord record) {
    int index = indexOf(record.origin());
    CommunicatorLog log = communicators.get(index);
    see(record.dumpUs());
    switch (record.kind()) {
      case CALL -> call(record, index, log);
      case MARKER -> log.mark(record);
      case PROXY -> proxyRecords++;
      default -> {}
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private int indexOf(Origin origin) {
    if (origin == lastOrigin) {
      return lastIndex;
    }
    Integer known = indexes.get(origin);
    if (known == null) {
      known = communicators.size() < MOST_COMMUNICATORS ? communicators.size() : 0;
      if (known == communicators.size()) {
        communicators.add(new CommunicatorLog(origin));
      }
      indexes.put(origin, known);
    }
    lastOrigin = origin;
    lastIndex = known;
    return known;
  }

  private void see(long us) {
    if (us >= 0) {
      firstUs = Math.min(firstUs, us);
      lastUs = Math.max(lastUs, us);
    }
  }

  private void call(InspectorRecord call, int index, CommunicatorLog log) {
    boolean replay = log.count(call);
    if (call.channels() > 0) {
      verbose(call, index, replay);
    } else {
      dumped(call, index, replay);
    }
  }

  private void verbose(InspectorRecord call, int index, boolean replay) {
    boolean tick = isAccl(call);
    long unit = tick ? NS_PER_TICK : NS_PER_US;
    if (call.lastStop() > LATEST_US) {
      reject(RejectReason.TIME_OUT_OF_RANGE, 1);
      return;
    }
    if (!tick) {
      ticks.add(call.longestChannel(), call.execNs());
    }
    hasTicks |= tick;
    long duration = (call.lastStop() - call.firstStart()) * unit;
    long used = tick && call.execNs() >= 0 ? call.execNs() : duration;
    int kind = kindOf(call, index, replay, CallKinds.TIMED);
    calls.add(kind, call.firstStart() * unit, used, call.number());
  }

  private void dumped(InspectorRecord call, int index, boolean replay) {
    if (call.execNs() < 0) {
      reject(RejectReason.DUR_INVALID, 1);
    } else if (isAccl(call)) {
      hasTicks = true;
      calls.add(kindOf(call, index, replay, 0), madeUpNs, call.execNs(), call.number());
      madeUpNs += call.execNs();
    } else if (call.dumpUs() < 0) {
      reject(RejectReason.TS_MISSING, 1);
    } else if (call.dumpUs() > LATEST_US) {
      reject(RejectReason.TIME_OUT_OF_RANGE, 1);
    } else {
      hasDumpTimes = true;
      int kind = kindOf(call, index, replay, call.isEnqueueOnly() ? CallKinds.ENQUEUE_ONLY : 0);
      long duration = call.isEnqueueOnly() ? 0 : call.execNs();
      dumps.add(index, kind, call.dumpUs() * NS_PER_US, duration, call.number(), calls);
    }
  }

  /** ACCL's lines have neither a process nor a time of day. */
  private static boolean isAccl(InspectorRecord call) {
    return call.dumpUs() < 0 && call.origin().pid() < 0;
  }

  private int kindOf(InspectorRecord call, int index, boolean replay, int timing) {
    int variant =
        timing
            | (replay ? CallKinds.REPLAY : 0)
            | (call.isUnsignedBytes() ? CallKinds.UNSIGNED : 0);
    return kinds.of(index, call.collective(), variant, call.peer(), bytesPutIn(call));
  }

  /** The Inspector's size of a reduce-scatter is what a rank gets, one part of what it puts in. */
  private static long bytesPutIn(InspectorRecord call) {
    long bytes = call.bytes();
    if (call.collective() == Collective.REDUCE_SCATTER && Bound.ELEMENTS.allows(bytes)) {
      bytes *= call.origin().size();
    }
    return bytes >= 0 && Bound.ELEMENTS.allows(bytes) ? bytes : InspectorRecord.NONE;
  }

  /**
   * Hands over what has come since the last time, in the order of its starts.
   *
   * @param shiftNs added to each start
   */
  public void handOver(SignatureRules rules, RankCalls to, long shiftNs) {
    dumps.settle(calls);
    calls.sortByStart();
    learn(rules, to);
    boolean silent = isContradictory();
    for (int row = 0; row < calls.size(); row++) {
      long duration = silent ? 0 : calls.durationNs(row);
      int kind = calls.signature(row);
      to.add(idOfKind[kind], calls.startNs(row) + shiftNs, duration, calls.sequence(row));
    }
    rejected.forEach((reason, events) -> to.reject(reason.label(), events));
    rejected.clear();
    calls.clear();
    if (kinds.size() > MOST_KINDS) {
      kinds = new CallKinds();
      idsOf = null;
    }
  }

  /** Forgets the calls that wait; numbers and times go on from them. */
  public void forget() {
    dumps.settle(calls);
    calls.clear();
    rejected.clear();
    communicators.forEach(CommunicatorLog::accountFor);
  }

  /** Latest end of the calls that wait, nanoseconds. */
  public long lastEndNs() {
    dumps.settle(calls);
    return calls.lastEndNs(0, calls.size());
  }

  /** Signatures are asked for once a kind, and again of another taker or by other rules. */
  @SuppressWarnings("ReferenceEquality")
  private void learn(SignatureRules rules, RankCalls to) {
    boolean silent = isContradictory();
    boolean same = to == idsOf && rules == idsBy && silent == idsAreSilent;
    int known = same ? Math.min(idOfKind.length, kinds.size()) : 0;
    idOfKind = Arrays.copyOf(idOfKind, kinds.size());
    for (int kind = known; kind < kinds.size(); kind++) {
      CommunicatorLog log = communicators.get(kinds.communicator(kind));
      idOfKind[kind] = to.idOf(rules.of(log.origin(), kinds, kind, silent));
    }
    idsOf = to;
    idsBy = rules;
    idsAreSilent = silent;
  }
}
