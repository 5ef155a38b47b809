package dev.ringside.core.model;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.parallelism.Parallelism;
import java.util.ArrayList;
import java.util.List;

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

  /** The part of the pass that one rank computes, where several ranks split a prompt. */
  static PassInput own(StageGeometry on, PassInput pass) {
    return pass.phase() == Phase.PREFILL && on.options().prefillContext() > 1
        ? new PassInput(
            StageGeometry.share(pass.tokens(), on.options().prefillContext()),
            pass.rows(),
            pass.phase())
        : pass;
  }

  static List<ExpectedCalls> layers(StageGeometry on, PassInput pass) {
    AttentionShape attention = on.deployment.model().attention();
    List<ExpectedCalls> calls = new ArrayList<>();
    if (pass.phase() == Phase.DECODE && on.options().decodeContext() > 1) {
      calls.addAll(decode(on, pass.tokens(), attention));
    }
    if (pass.phase() == Phase.PREFILL && on.options().prefillContext() > 1) {
      calls.addAll(prefill(on, pass.tokens(), attention));
    }
    return calls;
  }

  private static List<ExpectedCalls> decode(
      StageGeometry on, long tokens, AttentionShape attention) {
    int context = on.options().decodeContext();
    long heads = attention.heads() / on.tensor;
    long query =
        attention.isLatent()
            ? attention.latentRank() + attention.latentRope()
            : attention.headDim();
    long value = attention.isLatent() ? attention.latentRank() : attention.headDim();
    DataType type = on.deployment.dataType();
    return List.of(
        call(on, Collective.ALL_GATHER, tokens, heads * query, type, on.layers, context),
        call(
            on, Collective.ALL_GATHER, tokens, context * heads, DataType.FLOAT, on.layers, context),
        call(
            on,
            Collective.REDUCE_SCATTER,
            tokens,
            context * heads * value,
            type,
            on.layers,
            context));
  }

  private static List<ExpectedCalls> prefill(
      StageGeometry on, long tokens, AttentionShape attention) {
    int context = on.options().prefillContext();
    long share = StageGeometry.share(tokens, context);
    DataType type = on.deployment.dataType();
    List<ExpectedCalls> calls = new ArrayList<>();
    calls.add(
        call(on, Collective.ALL_GATHER, share, attention.latentRank(), type, on.layers, context));
    calls.add(
        call(on, Collective.ALL_GATHER, share, attention.latentRope(), type, on.layers, context));
    if (on.expertLayers > 0 && on.data == 1 && !on.options().allToAll().isKernel()) {
      calls.addAll(experts(on, share, context));
    }
    if (on.isLast()) {
      calls.add(call(on, Collective.ALL_GATHER, share, on.hidden, type, 1, context));
    }
    return calls;
  }

  private static List<ExpectedCalls> experts(StageGeometry on, long share, int context) {
    long experts = on.deployment.model().feedForward().experts();
    DataType type = on.deployment.dataType();
    int layers = on.expertLayers;
    return List.of(
        call(on, Collective.ALL_GATHER, share, on.hidden, type, layers, context),
        call(on, Collective.ALL_GATHER, share, experts, type, layers, context),
        call(on, Collective.REDUCE_SCATTER, share, context * on.hidden, type, layers, context));
  }

  private static ExpectedCalls call(
      StageGeometry on,
      Collective collective,
      long tokens,
      long each,
      DataType dataType,
      long count,
      int group) {
    return on.call(
        Purpose.CONTEXT,
        Parallelism.CP,
        collective,
        StageGeometry.elements(tokens, each),
        dataType,
        count,
        group);
  }
}
