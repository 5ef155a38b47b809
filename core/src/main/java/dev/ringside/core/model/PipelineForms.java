package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.family.Part;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.SentenceBuilder;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Size.Form;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.parallelism.Parallelism;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What pipeline stages send to each other.
 *
 * <p>A pass sends k tensors over each boundary (hidden_states and residual, not key and value; in
 * some families another number, or other widths), each of T̂·h elements. With t ≥ 2, if t divides
 * T̂·h, every tensor rank sends one slice and the receivers put the slices together by an
 * all-gather.
 *
 * <p>Source: vLLM {@code parallel_state.py:isend_tensor_dict, _should_use_all_gather}, {@code
 * gpu_worker.py:execute_model}; TensorRT-LLM {@code communicator.py:PPCommNCCL} (never sliced).
 */
final class PipelineForms {

  /** Of the logits' shape: batch, positions, vocabulary. */
  private static final int SHAPE_NUMBERS = 3;

  private PipelineForms() {}

  static void receive(StageGeometry on, SentenceBuilder out) {
    if (on.isFirst()) {
      return;
    }
    List<Terminal> terminals = new ArrayList<>();
    handedOver(on).keySet().forEach(width -> terminals.add(handover(on, Collective.RECV, width)));
    if (slices(on)) {
      for (long width : handedOver(on).keySet()) {
        Size slice = handedOver(on, width, Form.IF_SLICED);
        terminals.add(
            on.call(
                Purpose.REBUILD,
                Parallelism.TP,
                Collective.ALL_GATHER,
                slice,
                on.deployment.dataType(),
                on.attention));
      }
    }
    List<Integer> tensors = List.copyOf(handedOver(on).values());
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < terminals.size(); i++) {
      counts.add(tensors.get(i % tensors.size()));
    }
    if (on.replicas > 1) {
      out.maySayInAnyOrder(terminals, counts);
    } else {
      out.inAnyOrder(terminals, counts);
    }
  }

  static void send(StageGeometry on, SentenceBuilder out) {
    if (!on.isLast()) {
      handedOver(on).forEach((width, tensors) -> send(on, width, tensors, out));
    }
  }

  /**
   * Transformers ends a step on every stage with what the last one tells all: the shape of the
   * logits, and the logits themselves, whole.
   *
   * <p>Source: transformers 5.23 {@code distributed/pipeline_parallel.py}.
   */
  static void share(StageGeometry on, SentenceBuilder out) {
    if (on.deployment.engine() == Engine.TRANSFORMERS && on.pipeline > 1) {
      long vocabulary = on.deployment.model().vocabulary();
      out.say(shared(on, Size.fixed(SHAPE_NUMBERS), DataType.LONG))
          .say(shared(on, Size.whole(Variable.ROWS, vocabulary), on.deployment.dataType()));
    }
  }

  private static Terminal shared(StageGeometry on, Size size, DataType type) {
    return on.call(Purpose.LOGITS, Parallelism.PP, Collective.BROADCAST, size, type, on.pipeline);
  }

  /** A replica of attention without tokens hands over nothing. */
  private static void send(StageGeometry on, long width, int tensors, SentenceBuilder out) {
    Terminal send = handover(on, Collective.SEND, width);
    if (on.replicas > 1) {
      out.maySay(send, tensors);
    } else {
      out.say(send, tensors);
    }
  }

  /** How many tensors of each width the family hands over. */
  private static Map<Long, Integer> handedOver(StageGeometry on) {
    Map<Long, Integer> tensors = new LinkedHashMap<>();
    on.quirks.at(Part.HANDOVER).forEach(tensor -> tensors.merge(tensor.width(), 1, Integer::sum));
    return tensors;
  }

  private static Terminal handover(StageGeometry on, Collective collective, long width) {
    Size size = handedOver(on, width, Form.SLICED);
    return on.call(Purpose.HANDOVER, Parallelism.PP, collective, size, on.deployment.dataType(), 2);
  }

  private static Size handedOver(StageGeometry on, long width, Form form) {
    Variable of = on.replicas > 1 ? Variable.EMBEDDED : Variable.TOKENS;
    return Size.sliced(of, width, slices(on) ? on.attention : 1, form);
  }

  private static boolean slices(StageGeometry on) {
    return on.attention > 1 && on.deployment.engine().slicesHandover();
  }

  /**
   * Sampled tokens from the last stage to the others, n requests: vLLM's second model runner (dense
   * models since 0.25) broadcasts twice (int64 n·(1+k), int32 2n), its first with async scheduling
   * (0.16) once (int32 n); SGLang sends them around the ring, last stage to first and on to the
   * last but one (int n). Optional: absent with synchronous scheduling, and the second runner skips
   * passes after which no request goes on.
   *
   * <p>Source: vLLM {@code gpu/pp_utils.py:PPHandler}, {@code
   * gpu_model_runner.py:_pp_broadcast_prev_sampled_token_ids} (#32618); SGLang {@code
   * scheduler_pp_mixin.py}.
   */
  static List<ExpectedCalls> sampledTokens(StageGeometry on, long requests, boolean goOn) {
    if (on.pipeline == 1 || requests <= 0) {
      return List.of();
    }
    return switch (on.deployment.engine()) {
      case VLLM -> tokenBroadcasts(on, requests, goOn);
      case SGLANG -> tokenRing(on, requests);
      case VLLM_V0, TRTLLM, TRANSFORMERS, LMDEPLOY, TURBOMIND, LLAMA_CPP -> List.of();
    };
  }

  private static List<ExpectedCalls> tokenBroadcasts(
      StageGeometry on, long requests, boolean goOn) {
    boolean secondRunner =
        on.version.isAtLeast(0, 25) && !on.deployment.model().feedForward().hasExperts();
    if (secondRunner && goOn) {
      long drafted = 1L + on.options().speculativeTokens();
      return List.of(
          broadcast(on, requests * drafted, DataType.LONG),
          broadcast(on, 2 * requests, DataType.INT));
    }
    return !secondRunner && on.version.isAtLeast(0, 16)
        ? List.of(broadcast(on, requests, DataType.INT))
        : List.of();
  }

  /** Over p − 1 links: all stages but the second to last send, all but the last receive. */
  private static List<ExpectedCalls> tokenRing(StageGeometry on, long requests) {
    boolean sliced = on.attention > 1 && requests % on.attention == 0;
    long elements = sliced ? requests / on.attention : requests;
    List<ExpectedCalls> calls = new ArrayList<>();
    if (!on.isLast()) {
      calls.add(optional(Parallelism.PP, Collective.RECV, elements, DataType.INT, 2));
      if (sliced) {
        calls.add(
            optional(Parallelism.TP, Collective.ALL_GATHER, elements, DataType.INT, on.attention));
      }
    }
    if (on.stage != on.pipeline - 2) {
      calls.add(optional(Parallelism.PP, Collective.SEND, elements, DataType.INT, 2));
    }
    return calls;
  }

  private static ExpectedCalls broadcast(StageGeometry on, long elements, DataType dataType) {
    return optional(Parallelism.PP, Collective.BROADCAST, elements, dataType, on.pipeline);
  }

  private static ExpectedCalls optional(
      Parallelism parallelism, Collective collective, long elements, DataType type, int group) {
    return new ExpectedCalls(
        Purpose.OPTIONAL, parallelism, collective, elements, type, 1, group, Transport.UNKNOWN);
  }
}
