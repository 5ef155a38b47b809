package dev.ringside.ingest.kineto;

import dev.ringside.core.account.RejectReason;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.kineto.SignatureRules.GlooCall;
import dev.ringside.ingest.source.RankCalls;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the calls of one trace while it is read, and finishes them when the whole file is known:
 * time base, rank and groups may stand at its end.
 */
final class CallAssembly {

  private final Map<GlooCall, Integer> glooIds = new HashMap<>();
  private final List<GlooCall> glooCalls = new ArrayList<>();
  private final CallColumns gloo = new CallColumns();
  private final KernelCalls kernels = new KernelCalls();
  private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);

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
    RejectReason damage = event.damage();
    if (damage != null) {
      reject(damage);
    } else if (event.kind == Event.Kind.KERNEL) {
      kernels.addKernel(event);
    } else {
      GlooCall call = new GlooCall(event.name, event.shapeElements, event.shapeType);
      gloo.add(idOf(call), event.startNs, event.durationNs, RankCalls.UNNUMBERED);
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

  void reject(RejectReason reason) {
    rejected.merge(reason, 1L, Long::sum);
  }

  /**
   * Hands the calls over, gloo's first.
   *
   * @param baseNs added to every start
   */
  void finish(long baseNs, SignatureRules rules, RankCalls calls) {
    rejected.forEach((reason, events) -> calls.reject(reason.label(), events));
    finishGloo(baseNs, rules, calls);
    Map<KernelCalls.Description, Integer> ids = new HashMap<>();
    kernels.forEach(
        (kernel, startNs, durationNs, sequence) -> {
          int id = ids.computeIfAbsent(kernel, unseen -> calls.idOf(rules.of(kernel)));
          addAt(calls, id, baseNs, startNs, durationNs, sequence);
        });
    if (gloo.size() == 0) {
      kernels.remark().ifPresent(calls::remark);
    }
  }

  private void finishGloo(long baseNs, SignatureRules rules, RankCalls calls) {
    int[] ids = glooCalls.stream().mapToInt(call -> calls.idOf(rules.of(call))).toArray();
    for (int row = 0; row < gloo.size(); row++) {
      int id = ids[gloo.signature(row)];
      addAt(calls, id, baseNs, gloo.startNs(row), gloo.durationNs(row), RankCalls.UNNUMBERED);
    }
  }

  private static void addAt(
      RankCalls calls, int id, long baseNs, long startNs, long durationNs, long sequence) {
    long absolute = startNs + baseNs;
    boolean overflow = ((startNs ^ absolute) & (baseNs ^ absolute)) < 0;
    if (overflow) {
      calls.reject(RejectReason.TIME_OUT_OF_RANGE.label(), 1);
    } else {
      calls.add(id, absolute, durationNs, sequence);
    }
  }
}
