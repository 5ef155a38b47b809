package dev.ringside.ingest.kineto;

import dev.ringside.core.account.RejectReason;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.kineto.SignatureRules.GlooCall;
import dev.ringside.ingest.source.EngineWord;
import dev.ringside.ingest.source.RankCalls;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the calls of one rank while its trace is read, and finishes them when the whole file is
 * known: time base, rank and groups may stand at its end.
 */
final class CallAssembly {

  private final GlooCalls gloo = new GlooCalls();
  private final KernelCalls kernels = new KernelCalls();
  private final Annotations annotations = new Annotations();
  private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);

  void add(Event event) {
    switch (event.kind) {
      case GLOO_CALL, KERNEL -> addCall(event);
      case HOST_RECORD -> kernels.addHostRecord(event);
      case OPERATOR -> addOperator(event);
      case LAUNCH -> kernels.addLaunch(event);
      case GRAPH_LAUNCH -> kernels.addGraphLaunch(event);
      case STEP -> annotations.add(event);
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
      gloo.add(event);
    }
  }

  private void addOperator(Event event) {
    kernels.addOperator(event);
    gloo.addOperator(event);
  }

  void reject(RejectReason reason) {
    rejected.merge(reason, 1L, Long::sum);
  }

  /** True if nothing in the trace communicates, or would if it were not damaged. */
  boolean isSilent() {
    return gloo.size() == 0 && kernels.isSilent() && rejected.isEmpty();
  }

  /**
   * Hands the calls over, gloo's first.
   *
   * @param baseNs added to every start
   * @param version of vLLM, as it wrote it; empty if it did not
   */
  void finish(long baseNs, SignatureRules rules, String version, RankCalls calls) {
    rejected.forEach((reason, events) -> calls.reject(reason.label(), events));
    Map<GlooCall, Integer> glooIds = new HashMap<>();
    gloo.forEach(
        (call, startNs, durationNs) -> {
          int id = glooIds.computeIfAbsent(call, unseen -> calls.idOf(rules.of(call)));
          addAt(calls, id, baseNs, startNs, durationNs, RankCalls.UNNUMBERED);
        });
    Map<KernelCalls.Description, Integer> ids = new HashMap<>();
    kernels.forEach(
        (kernel, startNs, durationNs, sequence) -> {
          int id = ids.computeIfAbsent(kernel, unseen -> calls.idOf(rules.of(kernel)));
          addAt(calls, id, baseNs, startNs, durationNs, sequence);
        });
    if (gloo.size() == 0) {
      kernels.remark().ifPresent(calls::remark);
    }
    kernels.unknown().remark().ifPresent(calls::remark);
    tell(baseNs, version, calls);
  }

  private void tell(long baseNs, String version, RankCalls calls) {
    String engine = version.isEmpty() ? annotations.engine() : "vllm";
    if (!engine.isEmpty()) {
      List<Iteration> steps = annotations.steps(gloo.size() == 0, baseNs);
      calls.told(new EngineWord(engine, version, steps));
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
