package dev.ringside.ingest.kineto;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.ingest.kineto.Event.Damage;
import dev.ringside.ingest.kineto.SignatureRules.GlooCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gathers the calls of one trace while it is read, and finishes them when the whole file is known:
 * time base, rank and groups may stand at its end.
 */
final class CallAssembly {

  /** The last nanosecond a batch can carry: in the year 2116. */
  private static final long END_OF_TIME = 1L << 62;

  private final Map<GlooCall, Integer> glooIds = new HashMap<>();
  private final List<GlooCall> glooCalls = new ArrayList<>();
  private final CallColumns gloo = new CallColumns();
  private final KernelCalls kernels = new KernelCalls();
  private final SortedMap<String, Long> rejected = new TreeMap<>();

  void add(Event event) {
    switch (event.kind) {
      case GLOO_CALL, KERNEL -> addCall(event);
      case HOST_RECORD -> kernels.addHostRecord(event);
      case LAUNCH -> kernels.addLaunch(event);
      case GRAPH_LAUNCH -> kernels.addGraphLaunch(event);
      default -> throw new IllegalArgumentException("event of kind " + event.kind);
    }
  }

  private void addCall(Event event) {
    Damage damage = event.damage();
    if (damage != null) {
      reject(damage);
    } else if (event.kind == Event.Kind.KERNEL) {
      kernels.addKernel(event);
    } else {
      GlooCall call = new GlooCall(event.name, event.shapeElements, event.shapeType);
      gloo.add(idOf(call), event.startNs, event.durationNs, Event.ABSENT);
    }
  }

  private int idOf(GlooCall call) {
    Integer known = glooIds.putIfAbsent(call, glooCalls.size());
    if (known != null) {
      return known;
    }
    glooCalls.add(call);
    return glooCalls.size() - 1;
  }

  void reject(Damage damage) {
    rejected.merge(damage.reason(), 1L, Long::sum);
  }

  /** Complete once {@link #finish} has run. */
  SortedMap<String, Long> rejected() {
    return rejected;
  }

  /**
   * The calls sorted by start.
   *
   * @param baseNs added to every start
   * @param signatures takes the dictionary of the calls
   */
  CallColumns finish(long baseNs, SignatureRules rules, SignatureTable signatures) {
    CallColumns calls = new CallColumns();
    finishGloo(baseNs, rules, signatures, calls);
    Map<KernelCalls.Description, CallSignature> known = new HashMap<>();
    kernels.forEach(
        (kernel, startNs, durationNs, sequence) -> {
          int id = signatures.idOf(known.computeIfAbsent(kernel, rules::of));
          addAt(calls, id, baseNs, startNs, durationNs, sequence);
        });
    return numbered(calls.sortedByStart(0));
  }

  private void finishGloo(
      long baseNs, SignatureRules rules, SignatureTable signatures, CallColumns calls) {
    int[] ids = glooCalls.stream().mapToInt(call -> signatures.idOf(rules.of(call))).toArray();
    for (int row = 0; row < gloo.size(); row++) {
      int id = ids[gloo.signature(row)];
      addAt(calls, id, baseNs, gloo.startNs(row), gloo.durationNs(row), gloo.sequence(row));
    }
  }

  private void addAt(
      CallColumns calls, int id, long baseNs, long startNs, long durationNs, long sequence) {
    long absolute = startNs + baseNs;
    boolean overflow = ((startNs ^ absolute) & (baseNs ^ absolute)) < 0;
    if (overflow || absolute < 0 || absolute > END_OF_TIME - durationNs) {
      reject(Damage.TIME_OUT_OF_RANGE);
    } else {
      calls.add(id, absolute, durationNs, sequence);
    }
  }

  /** The source's own sequence numbers where it has them, else the ordinal in the stream. */
  private static CallColumns numbered(CallColumns sorted) {
    CallColumns calls = new CallColumns(Math.max(1, sorted.size()));
    for (int row = 0; row < sorted.size(); row++) {
      long sequence = sorted.sequence(row) < 0 ? row : sorted.sequence(row);
      calls.add(sorted.signature(row), sorted.startNs(row), sorted.durationNs(row), sequence);
    }
    return calls;
  }
}
