package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.Parallelism;
import java.util.ArrayList;
import java.util.List;

/**
 * The closed forms of a dense model: what one forward pass of T̂ tokens and R logits rows makes
 * each rank of a stage communicate.
 *
 * <pre>
 * TP   AllReduce  2·L_s + [s = 0 and sharded embedding]   of T̂·h elements
 *      logits     1 on the last stage                     of R·v'/t   (Gather or AllGather, by engine)
 * PP   Send, Recv k per boundary                          of T̂·h/t    (T̂·h if t does not divide it)
 *      AllGather  k on the receiver, if sliced            of T̂·h/t
 * </pre>
 *
 * <p>t tensor ranks, h hidden size, v' padded vocabulary, L_s layers of stage s, k tensors handed
 * over. With t = 1 there is no tensor traffic.
 *
 * <p>Source: arXiv 2507.14392 tables III–VI with its three corrections (the embedding is stage 0's
 * only; hand-over is hidden_states and residual, not key and value; Gather is V0's only); vLLM
 * {@code llama.py}, {@code parallel_state.py:send_tensor_dict}, {@code
 * logits_processor.py:_gather_logits}.
 */
public final class ForwardPassModel {

  private final Deployment deployment;
  private final int tensor;
  private final int pipeline;
  private final long hidden;

  public ForwardPassModel(Deployment deployment) {
    this.deployment = deployment;
    this.tensor = deployment.layout().tensor();
    this.pipeline = deployment.layout().pipeline();
    this.hidden = deployment.model().hidden();
  }

  /**
   * What each rank of {@code stage} must call in one pass.
   *
   * @param tokens T̂, tokens after padding; −1 if not known, and so are the sizes that follow from
   *     it
   * @param rows R, rows for which logits are computed; −1 if not known: logits are then not asked
   *     for
   */
  public List<ExpectedCalls> expect(int stage, long tokens, long rows) {
    List<ExpectedCalls> calls = new ArrayList<>(6);
    addReceived(calls, stage, tokens);
    addAllReduces(calls, stage, tokens);
    addLogits(calls, stage, rows);
    addSent(calls, stage, tokens);
    return calls;
  }

  private void addAllReduces(List<ExpectedCalls> calls, int stage, long tokens) {
    if (tensor == 1) {
      return;
    }
    long elements = tokens < 0 ? -1 : Math.multiplyExact(tokens, hidden);
    if (stage == 0 && deployment.engine().shardsEmbedding()) {
      calls.add(tensorCall(Purpose.EMBEDDING, Collective.ALL_REDUCE, elements, 1));
    }
    long layers = deployment.layersOf(stage);
    calls.add(tensorCall(Purpose.LAYER, Collective.ALL_REDUCE, elements, 2 * layers));
  }

  private void addLogits(List<ExpectedCalls> calls, int stage, long rows) {
    if (tensor > 1 && deployment.layout().isLastStage(stage) && rows > 0) {
      long shard = Math.multiplyExact(rows, deployment.paddedVocabulary() / tensor);
      calls.add(tensorCall(Purpose.LOGITS, deployment.engine().logitsCollective(), shard, 1));
    }
  }

  private void addReceived(List<ExpectedCalls> calls, int stage, long tokens) {
    if (stage == 0) {
      return;
    }
    int handedOver = deployment.model().tensorsHandedOver();
    calls.add(handover(Collective.RECV, tokens, handedOver));
    if (isSliced(tokens)) {
      long slice = handoverElements(tokens);
      calls.add(tensorCall(Purpose.REBUILD, Collective.ALL_GATHER, slice, handedOver));
    }
  }

  private void addSent(List<ExpectedCalls> calls, int stage, long tokens) {
    if (stage < pipeline - 1) {
      calls.add(handover(Collective.SEND, tokens, deployment.model().tensorsHandedOver()));
    }
  }

  private ExpectedCalls handover(Collective collective, long tokens, int count) {
    return new ExpectedCalls(
        Purpose.HANDOVER,
        Parallelism.PP,
        collective,
        handoverElements(tokens),
        deployment.dataType(),
        count);
  }

  private ExpectedCalls tensorCall(
      Purpose purpose, Collective collective, long elements, long count) {
    return new ExpectedCalls(
        purpose, Parallelism.TP, collective, elements, deployment.dataType(), count);
  }

  /** A tensor rank sends its t-th part of the activations, if they can be cut into t parts. */
  private boolean isSliced(long tokens) {
    return tensor > 1 && (tokens < 0 || tokens * hidden % tensor == 0);
  }

  private long handoverElements(long tokens) {
    if (tokens < 0) {
      return -1;
    }
    long elements = Math.multiplyExact(tokens, hidden);
    return isSliced(tokens) ? elements / tensor : elements;
  }

  /**
   * True for traffic the engine may or may not send, so that neither its presence nor its absence
   * is a deviation: V0's broadcasts of model inputs to the tensor group, the sampled-token
   * broadcasts of newer vLLM runners over the pipeline, and the gloo messages (sizes and pickled
   * metadata) that precede each hand-over.
   */
  public boolean isOptional(
      Parallelism parallelism, Collective collective, DataType dataType, Transport transport) {
    if (deployment.engine() == Engine.TRANSFORMERS) {
      return false;
    }
    if (collective == Collective.BROADCAST) {
      return deployment.engine() == Engine.VLLM_V0
          ? parallelism == Parallelism.TP
          : parallelism == Parallelism.PP;
    }
    return collective.isPointToPoint()
        && transport == Transport.GLOO
        && dataType != deployment.dataType()
        && (dataType == DataType.BYTE || dataType == DataType.CHAR || dataType == DataType.LONG);
  }

  /** Ranks of the group that serves {@code parallelism}: t, 2 for a send, p for a broadcast. */
  public static int groupSize(
      Deployment deployment, Parallelism parallelism, Collective collective) {
    return switch (parallelism) {
      case TP -> deployment.layout().tensor();
      case PP -> collective.isPointToPoint() ? 2 : deployment.layout().pipeline();
      case WORLD -> deployment.layout().ranksPerReplica();
      case DP -> deployment.layout().data();
      default -> 0;
    };
  }
}
