package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.family.LayerCall;
import dev.ringside.core.family.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the ranks of a tensor group send to each other: the calls of the model's family ({@link
 * FamilyQuirks}), which for most are the plain ones, and what the layout changes about them.
 *
 * <pre>
 * plain        AllReduce 2·L_s + [s = 0]                of T̂·h
 * sequence     ReduceScatter and AllGather, as many each, of T̂·h in and T̂·h/t in; T̂ is then a
 *              multiple of t
 * experts, d=1 as plain: routed and shared experts are summed before one all-reduce
 * experts, d>1 attention's all-reduces stay; the experts' are replaced by the exchange, or, where
 *              ranks share out tokens, followed by one AllGather of ⌈T̂/t⌉·h a layer
 * DeepSeek     in its L_e expert layers ReduceScatter T̂·h in replaces attention's all-reduce, and
 *              AllGather T̂·h/t precedes the next attention: L_e − 1, and a last one of 2·T̂·h/t
 * logits       1 on the last stage of R·v'/t
 * </pre>
 *
 * <p>Source: vLLM {@code linear.py:RowParallelLinear}, {@code vocab_parallel_embedding.py}, {@code
 * moe_runner.py:_maybe_reduce_final_output}, {@code sequence_parallelism.py}, {@code
 * deepseek_v2.py:DeepseekV2DecoderLayer.forward}, {@code qwen3_moe.py}.
 */
final class TensorForms {

  private TensorForms() {}

  static List<ExpectedCalls> layers(StageGeometry on, PassInput pass) {
    if (on.tensor == 1) {
      return List.of();
    }
    List<ExpectedCalls> calls = new ArrayList<>();
    if (on.isFirst()) {
      calls.addAll(counted(on, Purpose.EMBEDDING, on.quirks.at(Part.EMBEDDING), pass.tokens()));
      calls.addAll(counted(on, Purpose.LAYER, on.quirks.at(Part.PASS), pass.tokens()));
    }
    for (StageGeometry.CountedCall layer : on.layerCalls) {
      calls.add(on.familyCall(Purpose.LAYER, layer.call(), pass.tokens(), layer.count()));
    }
    if (on.isLast()) {
      calls.addAll(counted(on, Purpose.LAYER, on.quirks.at(Part.END), pass.tokens()));
    }
    if (on.splitsReduces(pass.tokens())) {
      calls = scattered(on, calls, pass.tokens());
    }
    calls.addAll(sharedOut(on, pass.tokens()));
    return calls;
  }

  private static List<ExpectedCalls> counted(
      StageGeometry on, Purpose purpose, List<LayerCall> made, long rows) {
    Map<LayerCall, Long> counts = new LinkedHashMap<>();
    made.forEach(call -> counts.merge(call, 1L, Long::sum));
    List<ExpectedCalls> calls = new ArrayList<>();
    counts.forEach((call, count) -> calls.add(on.familyCall(purpose, call, rows, count)));
    return calls;
  }

  private static List<ExpectedCalls> sharedOut(StageGeometry on, long tokens) {
    if (!on.sharesOutTokens()) {
      return List.of();
    }
    long share = StageGeometry.elements(StageGeometry.share(tokens, on.tensor), on.hidden);
    if (!on.scattersAttention()) {
      return List.of(on.tensorCall(Purpose.LAYER, Collective.ALL_GATHER, share, on.expertLayers));
    }
    long whole = StageGeometry.elements(share, on.tensor);
    List<ExpectedCalls> calls = new ArrayList<>();
    calls.add(on.tensorCall(Purpose.LAYER, Collective.REDUCE_SCATTER, whole, on.expertLayers));
    if (on.expertLayers > 1) {
      calls.add(on.tensorCall(Purpose.LAYER, Collective.ALL_GATHER, share, on.expertLayers - 1L));
    }
    calls.add(on.tensorCall(Purpose.LAYER, Collective.ALL_GATHER, share < 0 ? -1 : 2 * share, 1));
    return calls;
  }

  /** Each sum of whole rows as reduce-scatter and all-gather: the same bytes on the wire. */
  private static List<ExpectedCalls> scattered(
      StageGeometry on, List<ExpectedCalls> reduces, long tokens) {
    long share = StageGeometry.elements(StageGeometry.share(tokens, on.tensor), on.hidden);
    long whole = StageGeometry.elements(share, on.tensor);
    List<ExpectedCalls> calls = new ArrayList<>();
    long sum = StageGeometry.elements(tokens, on.hidden);
    for (ExpectedCalls reduce : reduces) {
      if (reduce.collective() != Collective.ALL_REDUCE || reduce.sendElements() != sum) {
        calls.add(reduce);
        continue;
      }
      calls.add(on.tensorCall(reduce.purpose(), Collective.REDUCE_SCATTER, whole, reduce.count()));
      calls.add(on.tensorCall(reduce.purpose(), Collective.ALL_GATHER, share, reduce.count()));
    }
    return calls;
  }

  static List<ExpectedCalls> logits(StageGeometry on, PassInput pass) {
    if (on.tensor == 1 || !on.isLast() || pass.rows() <= 0) {
      return List.of();
    }
    return counted(on, Purpose.LOGITS, on.quirks.at(Part.LOGITS), pass.rows());
  }
}
