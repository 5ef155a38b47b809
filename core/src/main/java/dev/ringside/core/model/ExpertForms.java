package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.SentenceBuilder;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Size.Form;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.parallelism.Parallelism;
import java.util.List;

/**
 * What data-parallel ranks exchange around the experts in each expert layer: T tokens of one rank,
 * g ranks, k experts for each token, E experts.
 *
 * <pre>
 * AG/RS    AllGather hidden T·h (FP8: one byte, and scales T·h/128), weights T·k, ids T·k;
 *          ReduceScatter g·T·h in
 * unequal  each AllGather becomes g Broadcasts, the ReduceScatter g Reduces, T_j·h for root j
 * naive    2d Broadcasts of each data-parallel rank in turn (hidden T·h, router logits T·E);
 *          AllReduce d·T·h over all t·d ranks
 * DeepEP   low latency: dispatch T·k·(h + 4h/128 + 16) bytes, combine T·k·2h
 *          high throughput: each token once a destination rank, g(1−(1−1/g)^k) of them if routing is
 *          uniform: dispatch T·that·h·b, combine T·that·2h
 * </pre>
 *
 * <p>If experts are spread over all ranks of a stage, g is t·d and each rank brings ⌈T/t⌉ tokens;
 * otherwise g is d. DeepEP's kernels are not NCCL calls; they are counted as an AllToAll of bytes.
 * With one data-parallel rank nothing is exchanged.
 *
 * <p>Source: vLLM {@code pynccl.py:all_gatherv, reduce_scatterv}, {@code all2all.py}; DeepEP {@code
 * csrc/legacy/config.hpp}.
 */
public final class ExpertForms {

  private static final int SCALE_BLOCK = 128;
  private static final int MESSAGE_HEADER_BYTES = 16;

  private ExpertForms() {}

  static void exchange(StageGeometry on, SentenceBuilder out) {
    switch (on.options().allToAll()) {
      case ALLGATHER_REDUCESCATTER -> gathered(on, out);
      case NAIVE -> naive(on, out);
      case DEEPEP_LOW_LATENCY -> lowLatency(on, out);
      case DEEPEP_HIGH_THROUGHPUT -> highThroughput(on, out);
    }
  }

  /** Each tensor is gathered, or, of unequal tokens, broadcast by each rank in turn. */
  private static void gathered(StageGeometry on, SentenceBuilder out) {
    boolean quantised = on.options().flags().contains(EngineFlag.FP8_DISPATCH);
    DataType type = on.deployment.dataType();
    long k = on.deployment.model().feedForward().expertsPerToken();
    dispatch(on, out, on.hidden, quantised ? DataType.FLOAT8_E4M3FN : type);
    if (quantised) {
      dispatch(on, out, on.hidden / SCALE_BLOCK, DataType.FLOAT);
    }
    dispatch(on, out, k, DataType.FLOAT);
    dispatch(on, out, k, DataType.INT);
    int group = groupSize(on);
    Terminal equal =
        call(on, Purpose.COMBINE, Collective.REDUCE_SCATTER, share(on, on.hidden * group), type);
    Terminal unequal =
        call(on, Purpose.COMBINE, Collective.REDUCE, Size.whole(Variable.OTHERS, on.hidden), type);
    out.oneOf(List.of(equal, unequal), List.of(1, group));
  }

  private static void dispatch(
      StageGeometry on, SentenceBuilder out, long each, DataType dataType) {
    Terminal equal = call(on, Purpose.DISPATCH, Collective.ALL_GATHER, share(on, each), dataType);
    Terminal unequal =
        call(
            on,
            Purpose.DISPATCH,
            Collective.BROADCAST,
            Size.whole(Variable.OTHERS, each),
            dataType);
    out.oneOf(List.of(equal, unequal), List.of(1, groupSize(on)));
  }

  private static void naive(StageGeometry on, SentenceBuilder out) {
    DataType type = on.deployment.dataType();
    long experts = on.deployment.model().feedForward().experts();
    out.say(naive(on, Purpose.DISPATCH, Collective.BROADCAST, on.hidden, on.data), on.data)
        .say(naive(on, Purpose.DISPATCH, Collective.BROADCAST, experts, on.data), on.data)
        .say(
            on.call(
                Purpose.COMBINE,
                over(on),
                Collective.ALL_REDUCE,
                Size.whole(Variable.TOKENS, on.hidden * on.data),
                type,
                on.tensor * on.data));
  }

  private static Terminal naive(
      StageGeometry on, Purpose purpose, Collective collective, long each, int group) {
    Size size = Size.whole(Variable.TOKENS, each);
    return on.call(purpose, over(on), collective, size, on.deployment.dataType(), group);
  }

  private static void lowLatency(StageGeometry on, SentenceBuilder out) {
    long k = on.deployment.model().feedForward().expertsPerToken();
    long sent = on.hidden + on.hidden / SCALE_BLOCK * 4 + MESSAGE_HEADER_BYTES;
    out.say(kernel(on, Purpose.DISPATCH, share(on, k * sent)))
        .say(kernel(on, Purpose.COMBINE, share(on, k * on.hidden * 2)));
  }

  private static void highThroughput(StageGeometry on, SentenceBuilder out) {
    int bytes =
        on.options().flags().contains(EngineFlag.FP8_DISPATCH)
            ? 1
            : on.deployment.dataType().bytes();
    double ranks = destinations(on.deployment.model().feedForward(), groupSize(on));
    out.say(kernel(on, Purpose.DISPATCH, share(on, on.hidden * bytes).times(ranks)))
        .say(kernel(on, Purpose.COMBINE, share(on, on.hidden * 2).times(ranks)));
  }

  /** Ranks that a token visits on average if routing is uniform: g(1−(1−1/g)^k). */
  public static double destinations(FeedForwardShape experts, int group) {
    return group * (1 - Math.pow(1 - 1.0 / group, experts.expertsPerToken()));
  }

  /** Ranks that share out tokens bring a t-th of them each. */
  private static Size share(StageGeometry on, long each) {
    return Size.tokens(each, on.sharesOutTokens() ? on.tensor : 1, Form.SHARE);
  }

  private static Terminal call(
      StageGeometry on, Purpose purpose, Collective collective, Size size, DataType dataType) {
    return on.call(purpose, over(on), collective, size, dataType, groupSize(on));
  }

  private static Parallelism over(StageGeometry on) {
    boolean ofData = on.tensor > 1 && on.expertGroup() == on.data;
    return on.options().expertParallel() && !ofData ? Parallelism.EP : Parallelism.DP;
  }

  private static Terminal kernel(StageGeometry on, Purpose purpose, Size bytes) {
    return new Terminal(
        purpose,
        Parallelism.EP,
        Collective.ALL_TO_ALL,
        bytes,
        DataType.BYTE,
        groupSize(on),
        Transport.DEEPEP);
  }

  /** t·d where experts are spread over all ranks of a stage, else d. */
  private static int groupSize(StageGeometry on) {
    return on.expertGroup();
  }
}
