package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.AllToAll;
import java.util.ArrayList;
import java.util.List;

/**
 * What the ranks of a tensor group send to each other.
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
    long whole = StageGeometry.elements(pass.tokens(), on.hidden);
    if (on.isFirst() && on.deployment.engine().shardsEmbedding()) {
      calls.add(on.tensorCall(Purpose.EMBEDDING, Collective.ALL_REDUCE, whole, 1));
    }
    long reduces = layerReduces(on);
    if (reduces > 0) {
      calls.add(on.tensorCall(Purpose.LAYER, Collective.ALL_REDUCE, whole, reduces));
    }
    if (on.splitsReduces(pass.tokens())) {
      calls = scattered(on, calls, pass.tokens());
    }
    calls.addAll(sharedOut(on, pass.tokens()));
    return calls;
  }

  /** All-reduces of the stage's layers: two of a dense layer, by backend of one with experts. */
  private static long layerReduces(StageGeometry on) {
    if (!on.exchangesTokens()) {
      return 2L * on.layers;
    }
    long dense = 2L * (on.layers - on.expertLayers);
    long attention = on.scattersAttention() ? 0 : on.expertLayers;
    return dense + attention + afterExperts(on);
  }

  /** Reductions over the tensor group that remain after the experts' own combine. */
  private static long afterExperts(StageGeometry on) {
    if (on.sharesOutTokens() || on.options().allToAll() == AllToAll.NAIVE) {
      return 0;
    }
    boolean combineReduces = on.options().allToAll() != AllToAll.ALLGATHER_REDUCESCATTER;
    boolean shared = on.deployment.model().feedForward().sharedExperts() > 0;
    return combineReduces && !shared ? 0 : on.expertLayers;
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

  /** Each all-reduce as reduce-scatter and all-gather: the same bytes on the wire. */
  private static List<ExpectedCalls> scattered(
      StageGeometry on, List<ExpectedCalls> reduces, long tokens) {
    long share = StageGeometry.elements(StageGeometry.share(tokens, on.tensor), on.hidden);
    long whole = StageGeometry.elements(share, on.tensor);
    List<ExpectedCalls> calls = new ArrayList<>();
    for (ExpectedCalls reduce : reduces) {
      calls.add(on.tensorCall(reduce.purpose(), Collective.REDUCE_SCATTER, whole, reduce.count()));
      calls.add(on.tensorCall(reduce.purpose(), Collective.ALL_GATHER, share, reduce.count()));
    }
    return calls;
  }

  static List<ExpectedCalls> logits(StageGeometry on, PassInput pass) {
    if (on.tensor == 1 || !on.isLast() || pass.rows() <= 0) {
      return List.of();
    }
    long shard = Math.multiplyExact(pass.rows(), on.deployment.paddedVocabulary() / on.tensor);
    Collective collective = on.deployment.engine().logitsCollective();
    return List.of(on.tensorCall(Purpose.LOGITS, collective, shard, 1));
  }
}
