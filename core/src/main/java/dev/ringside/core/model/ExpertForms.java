package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.parallelism.Parallelism;
import java.util.ArrayList;
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

  static List<ExpectedCalls> exchange(StageGeometry on, PassInput pass) {
    if (!on.exchangesTokens()) {
      return List.of();
    }
    long tokens =
        on.sharesOutTokens() ? StageGeometry.share(pass.tokens(), on.tensor) : pass.tokens();
    return switch (on.options().allToAll()) {
      case ALLGATHER_REDUCESCATTER -> gathered(on, tokens);
      case NAIVE -> naive(on, tokens);
      case DEEPEP_LOW_LATENCY -> lowLatency(on, tokens);
      case DEEPEP_HIGH_THROUGHPUT -> highThroughput(on, tokens);
    };
  }

  private static List<ExpectedCalls> gathered(StageGeometry on, long tokens) {
    boolean quantised = on.options().flags().contains(EngineFlag.FP8_DISPATCH);
    DataType hiddenType = quantised ? DataType.FLOAT8_E4M3FN : on.deployment.dataType();
    int k = on.deployment.model().feedForward().expertsPerToken();
    List<ExpectedCalls> calls = new ArrayList<>();
    calls.add(gather(on, StageGeometry.elements(tokens, on.hidden), hiddenType));
    if (quantised) {
      calls.add(
          gather(on, StageGeometry.elements(tokens, on.hidden / SCALE_BLOCK), DataType.FLOAT));
    }
    calls.add(gather(on, StageGeometry.elements(tokens, k), DataType.FLOAT));
    calls.add(gather(on, StageGeometry.elements(tokens, k), DataType.INT));
    calls.add(
        call(
            on,
            Purpose.COMBINE,
            Collective.REDUCE_SCATTER,
            StageGeometry.elements(tokens, on.hidden * groupSize(on)),
            on.deployment.dataType(),
            1,
            groupSize(on)));
    return calls;
  }

  private static List<ExpectedCalls> naive(StageGeometry on, long tokens) {
    long experts = on.deployment.model().feedForward().experts();
    DataType type = on.deployment.dataType();
    return List.of(
        call(
            on,
            Purpose.DISPATCH,
            Collective.BROADCAST,
            StageGeometry.elements(tokens, on.hidden),
            type,
            on.data,
            on.data),
        call(
            on,
            Purpose.DISPATCH,
            Collective.BROADCAST,
            StageGeometry.elements(tokens, experts),
            type,
            on.data,
            on.data),
        call(
            on,
            Purpose.COMBINE,
            Collective.ALL_REDUCE,
            StageGeometry.elements(tokens, on.hidden * on.data),
            type,
            1,
            on.tensor * on.data));
  }

  private static List<ExpectedCalls> lowLatency(StageGeometry on, long tokens) {
    long k = on.deployment.model().feedForward().expertsPerToken();
    long out = on.hidden + on.hidden / SCALE_BLOCK * 4 + MESSAGE_HEADER_BYTES;
    return List.of(
        kernel(on, Purpose.DISPATCH, StageGeometry.elements(tokens, k * out)),
        kernel(on, Purpose.COMBINE, StageGeometry.elements(tokens, k * on.hidden * 2)));
  }

  private static List<ExpectedCalls> highThroughput(StageGeometry on, long tokens) {
    int bytes =
        on.options().flags().contains(EngineFlag.FP8_DISPATCH)
            ? 1
            : on.deployment.dataType().bytes();
    double ranks = destinations(on.deployment.model().feedForward(), groupSize(on));
    return List.of(
        kernel(on, Purpose.DISPATCH, expectedBytes(tokens, ranks, on.hidden * bytes)),
        kernel(on, Purpose.COMBINE, expectedBytes(tokens, ranks, on.hidden * 2)));
  }

  private static long expectedBytes(long tokens, double ranks, long bytesPerRow) {
    return tokens < 0 ? -1 : Math.round(tokens * ranks * bytesPerRow);
  }

  /** Ranks that a token visits on average if routing is uniform: g(1−(1−1/g)^k). */
  public static double destinations(FeedForwardShape experts, int group) {
    return group * (1 - Math.pow(1 - 1.0 / group, experts.expertsPerToken()));
  }

  private static ExpectedCalls gather(StageGeometry on, long elements, DataType dataType) {
    return call(on, Purpose.DISPATCH, Collective.ALL_GATHER, elements, dataType, 1, groupSize(on));
  }

  private static ExpectedCalls call(
      StageGeometry on,
      Purpose purpose,
      Collective collective,
      long elements,
      DataType dataType,
      int perLayer,
      int group) {
    return on.call(
        purpose,
        on.options().expertParallel() ? Parallelism.EP : Parallelism.DP,
        collective,
        elements,
        dataType,
        (long) perLayer * on.expertLayers,
        group);
  }

  private static ExpectedCalls kernel(StageGeometry on, Purpose purpose, long bytes) {
    return new ExpectedCalls(
        purpose,
        Parallelism.EP,
        Collective.ALL_TO_ALL,
        bytes,
        DataType.BYTE,
        on.expertLayers,
        groupSize(on),
        Transport.DEEPEP);
  }

  /** t·d where experts are spread over all ranks of a stage, else d. */
  private static int groupSize(StageGeometry on) {
    return on.options().expertParallel() && on.tensor > 1 ? on.tensor * on.data : on.data;
  }
}
