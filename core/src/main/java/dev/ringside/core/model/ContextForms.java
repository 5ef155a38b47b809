package dev.ringside.core.model;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.SentenceBuilder;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.parallelism.Parallelism;

/**
 * What ranks that share one sequence communicate in each attention layer.
 *
 * <pre>
 * decode, c ranks of the tensor group:
 *   AllGather query T·(H/t)·d_qk · AllGather LSE T·c·H/t (FP32) · ReduceScatter output T·c·(H/t)·d_v in
 * prefill, c ranks with T/c tokens each, latent attention:
 *   AllGather latent T/c·rank and rotary T/c·rope a layer · AllGather hidden T/c·h once
 *   an expert layer, where no all-to-all kernel serves: AllGather hidden T/c·h and router logits
 *   T/c·E, ReduceScatter T·h in
 * </pre>
 *
 * <p>d_qk is rank + rope and d_v the rank for latent attention, else both the head's size.
 *
 * <p>Source: vLLM {@code v1/attention/ops/dcp_utils.py}, {@code common.py:cp_lse_ag_out_rs}.
 */
final class ContextForms {

  private ContextForms() {}

  /** T̂ of one rank, where several ranks split a prompt. */
  static long ownTokens(StageGeometry on, PassInput pass) {
    int ranks = on.options().prefillContext();
    boolean splits = pass.phase() == Phase.PREFILL && ranks > 1 && pass.tokens() >= 0;
    return splits ? (pass.tokens() + ranks - 1) / ranks : pass.tokens();
  }

  static void attention(StageGeometry on, Phase phase, SentenceBuilder out) {
    if (phase == Phase.DECODE && on.options().decodeContext() > 1) {
      decode(on, on.deployment.model().attention(), out);
    }
    if (phase == Phase.PREFILL && on.options().prefillContext() > 1) {
      AttentionShape attention = on.deployment.model().attention();
      out.say(prefill(on, Collective.ALL_GATHER, attention.latentRank()))
          .say(prefill(on, Collective.ALL_GATHER, attention.latentRope()));
    }
  }

  private static void decode(StageGeometry on, AttentionShape attention, SentenceBuilder out) {
    int context = on.options().decodeContext();
    long heads = attention.heads() / on.tensor;
    long query =
        attention.isLatent()
            ? attention.latentRank() + attention.latentRope()
            : attention.headDim();
    long value = attention.isLatent() ? attention.latentRank() : attention.headDim();
    DataType type = on.deployment.dataType();
    out.say(decode(on, Collective.ALL_GATHER, heads * query, type))
        .say(decode(on, Collective.ALL_GATHER, context * heads, DataType.FLOAT))
        .say(decode(on, Collective.REDUCE_SCATTER, context * heads * value, type));
  }

  private static Terminal decode(
      StageGeometry on, Collective collective, long each, DataType type) {
    return on.call(
        Purpose.CONTEXT,
        Parallelism.CP,
        collective,
        Size.whole(Variable.TOKENS, each),
        type,
        on.options().decodeContext());
  }

  /** Where no all-to-all kernel serves. */
  static void experts(StageGeometry on, Phase phase, boolean experts, SentenceBuilder out) {
    int context = on.options().prefillContext();
    boolean exchanged = on.data > 1 || on.options().allToAll().isKernel();
    if (!experts || exchanged || phase != Phase.PREFILL || context == 1) {
      return;
    }
    out.say(prefill(on, Collective.ALL_GATHER, on.hidden))
        .say(prefill(on, Collective.ALL_GATHER, on.deployment.model().feedForward().experts()))
        .say(prefill(on, Collective.REDUCE_SCATTER, context * on.hidden));
  }

  static void end(StageGeometry on, Phase phase, SentenceBuilder out) {
    if (phase == Phase.PREFILL && on.options().prefillContext() > 1 && on.isLast()) {
      out.say(prefill(on, Collective.ALL_GATHER, on.hidden));
    }
  }

  private static Terminal prefill(StageGeometry on, Collective collective, long each) {
    return on.call(
        Purpose.CONTEXT,
        Parallelism.CP,
        collective,
        Size.whole(Variable.TOKENS, each),
        on.deployment.dataType(),
        on.options().prefillContext());
  }
}
