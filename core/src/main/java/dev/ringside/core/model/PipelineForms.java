package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.routing.EngineVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * What passes between pipeline stages.
 *
 * <p>k tensors a boundary and pass (hidden_states and residual; not key and value), each of T̂·h
 * elements; with t ≥ 2 every tensor rank sends its t-th slice if t divides T̂·h, and the receivers
 * put the slices together by an all-gather.
 *
 * <p>Source: vLLM {@code parallel_state.py:isend_tensor_dict, _should_use_all_gather}, {@code
 * gpu_worker.py:execute_model}; TensorRT-LLM {@code communicator.py:PPCommNCCL} (never sliced).
 */
final class PipelineForms {

  private PipelineForms() {}

  static List<ExpectedCalls> received(StageGeometry on, PassInput pass) {
    if (on.isFirst()) {
      return List.of();
    }
    List<ExpectedCalls> calls = new ArrayList<>();
    int tensors = on.deployment.model().tensorsHandedOver();
    long elements = elementsOf(on, pass.tokens());
    calls.add(handover(on, Collective.RECV, elements, tensors));
    if (isSliced(on, pass.tokens())) {
      calls.add(on.tensorCall(Purpose.REBUILD, Collective.ALL_GATHER, elements, tensors));
    }
    return calls;
  }

  static List<ExpectedCalls> sent(StageGeometry on, PassInput pass) {
    return on.isLast()
        ? List.of()
        : List.of(
            handover(
                on,
                Collective.SEND,
                elementsOf(on, pass.tokens()),
                on.deployment.model().tensorsHandedOver()));
  }

  private static ExpectedCalls handover(
      StageGeometry on, Collective collective, long elements, int count) {
    return on.call(
        Purpose.HANDOVER, Parallelism.PP, collective, elements, on.deployment.dataType(), count, 2);
  }

  private static boolean isSliced(StageGeometry on, long tokens) {
    return on.tensor > 1
        && on.deployment.engine().slicesHandover()
        && (tokens < 0 || tokens * on.hidden % on.tensor == 0);
  }

  private static long elementsOf(StageGeometry on, long tokens) {
    long whole = StageGeometry.elements(tokens, on.hidden);
    return isSliced(on, tokens) && whole >= 0 ? whole / on.tensor : whole;
  }

  /**
   * Sampled tokens from the last stage to the others, where the engine broadcasts them: vLLM's
   * second model runner two (int64 n·(1+k), int32 2n), its first with async scheduling one (int32
   * n). Optional: skipped when no request needs its token, absent with synchronous scheduling.
   *
   * <p>Source: vLLM {@code gpu/pp_utils.py:PPHandler}, {@code
   * gpu_model_runner.py:_pp_broadcast_prev_sampled_token_ids} (#32618).
   */
  static List<ExpectedCalls> tokenBroadcasts(StageGeometry on, long requests) {
    if (on.pipeline == 1 || on.deployment.engine() != Engine.VLLM || requests <= 0) {
      return List.of();
    }
    EngineVersion version = EngineVersion.parse(on.options().engineVersion());
    if (version.isAtLeast(0, 25)) {
      long drafted = 1L + on.options().speculativeTokens();
      return List.of(
          broadcast(on, requests * drafted, DataType.LONG),
          broadcast(on, 2 * requests, DataType.INT));
    }
    return version.isAtLeast(0, 15) ? List.of(broadcast(on, requests, DataType.INT)) : List.of();
  }

  private static ExpectedCalls broadcast(StageGeometry on, long elements, DataType dataType) {
    return on.call(
        Purpose.OPTIONAL, Parallelism.PP, Collective.BROADCAST, elements, dataType, 1, on.pipeline);
  }
}
