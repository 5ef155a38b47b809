package dev.ringside.simulator.traffic;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.Links;
import dev.ringside.simulator.replica.Rendezvous;
import java.util.Arrays;

/**
 * How tokens reach the experts on other data-parallel ranks and their results return, one layer.
 *
 * <p>The members of a group bring tokens each; with equal numbers vLLM gathers and reduce-scatters,
 * with unequal ones each member in turn broadcasts its own, and the results are reduced to each in
 * turn.
 *
 * <p>Source: vLLM {@code all2all.py:naive_multicast}, {@code cuda_communicator.py:all_gatherv},
 * {@code pynccl.py:all_gatherv, reduce_scatterv}; DeepEP {@code
 * csrc/legacy/config.hpp:get_low_latency_buffer_size}.
 */
final class ExpertTraffic {

  private static final int QUANTISED_BLOCK = 128;
  private static final int DEEPEP_HEADER_BYTES = 16;

  private final AllToAll way;
  private final DataType type;
  private final long hidden;
  private final long perToken;
  private final long experts;
  private final boolean quantised;
  private final Rendezvous rendezvous;
  private long[] lastRows = {};
  private Group lastGroup;
  private GroupCall lastOut;
  private GroupCall lastBack;

  ExpertTraffic(Deployment deployment, Rendezvous rendezvous) {
    this.way = deployment.options().allToAll();
    this.type = deployment.dataType();
    this.hidden = deployment.model().hidden();
    this.perToken = deployment.model().feedForward().expertsPerToken();
    this.experts = deployment.model().feedForward().experts();
    this.quantised = deployment.options().flags().contains(EngineFlag.FP8_DISPATCH);
    this.rendezvous = rendezvous;
  }

  /**
   * One layer's way to the experts and back.
   *
   * @param tokens each member brings, one entry a member
   * @param destinations Σ over a member's tokens of the ranks they visit, for DeepEP's throughput
   *     kernels; else unused
   */
  void exchange(Group group, long[] tokens, long[] destinations, boolean replayed) {
    switch (way) {
      case ALLGATHER_REDUCESCATTER -> {
        if (Arrays.stream(tokens).distinct().count() == 1) {
          gathered(group, tokens[0], replayed);
        } else {
          inTurn(group, tokens, replayed);
        }
      }
      case NAIVE -> throw new IllegalStateException("the naive exchange has two groups");
      case DEEPEP_LOW_LATENCY -> lowLatency(group, tokens, replayed);
      case DEEPEP_HIGH_THROUGHPUT -> highThroughput(group, destinations, replayed);
    }
  }

  private void gathered(Group group, long own, boolean replayed) {
    if (quantised) {
      call(group, Collective.ALL_GATHER, DataType.FLOAT8_E4M3FN, own * hidden, replayed);
      call(
          group, Collective.ALL_GATHER, DataType.FLOAT, own * (hidden / QUANTISED_BLOCK), replayed);
    } else {
      call(group, Collective.ALL_GATHER, type, own * hidden, replayed);
    }
    call(group, Collective.ALL_GATHER, DataType.FLOAT, own * perToken, replayed);
    call(group, Collective.ALL_GATHER, DataType.INT, own * perToken, replayed);
    call(group, Collective.REDUCE_SCATTER, type, own * group.size() * hidden, replayed);
  }

  /** One tensor after the other, each by every root in turn. */
  private void inTurn(Group group, long[] tokens, boolean replayed) {
    if (quantised) {
      broadcastInTurn(group, DataType.FLOAT8_E4M3FN, tokens, hidden, replayed);
      broadcastInTurn(group, DataType.FLOAT, tokens, hidden / QUANTISED_BLOCK, replayed);
    } else {
      broadcastInTurn(group, type, tokens, hidden, replayed);
    }
    broadcastInTurn(group, DataType.FLOAT, tokens, perToken, replayed);
    broadcastInTurn(group, DataType.INT, tokens, perToken, replayed);
    for (long root : tokens) {
      call(group, Collective.REDUCE, type, root * hidden, replayed);
    }
  }

  private void broadcastInTurn(
      Group group, DataType on, long[] tokens, long width, boolean replayed) {
    for (long root : tokens) {
      call(group, Collective.BROADCAST, on, root * width, replayed);
    }
  }

  /** The way to the experts in vLLM's oldest backend: hidden states, then router logits. */
  void broadcastInTurn(Group data, long[] tokens, boolean replayed) {
    broadcastInTurn(data, type, tokens, hidden, replayed);
    broadcastInTurn(data, type, tokens, experts, replayed);
  }

  /** Its way back: one sum of all rows over all ranks. */
  void reduceAll(Group all, long[] tokens, boolean replayed) {
    long rows = Arrays.stream(tokens).sum();
    call(all, Collective.ALL_REDUCE, type, rows * hidden, replayed);
  }

  /** Each token once an expert, quantised, with its scales and a header; results in BF16. */
  private void lowLatency(Group group, long[] tokens, boolean replayed) {
    long message = hidden + hidden / QUANTISED_BLOCK * Float.BYTES + DEEPEP_HEADER_BYTES;
    kernels(group, tokens, perToken * message, perToken * hidden * 2, replayed);
  }

  /** Each token once a destination rank; results in BF16. */
  private void highThroughput(Group group, long[] destinations, boolean replayed) {
    long out = quantised ? 1 : type.bytes();
    kernels(group, destinations, hidden * out, hidden * 2, replayed);
  }

  /** A rank's call is as large as what it sends. */
  private void kernels(Group group, long[] rows, long outBytes, long backBytes, boolean replayed) {
    if (!Arrays.equals(rows, lastRows) || group != lastGroup) {
      lastRows = rows.clone();
      lastGroup = group;
      lastOut = kernel(group, rows, outBytes, replayed);
      lastBack = kernel(group, rows, backBytes, replayed);
    }
    rendezvous.callTogether(lastOut, reach(group), 0);
    rendezvous.callTogether(lastBack, reach(group), 0);
  }

  private static GroupCall kernel(Group group, long[] rows, long bytesOfRow, boolean replayed) {
    long[] bytes = Arrays.stream(rows).map(row -> row * bytesOfRow).toArray();
    return group.unevenCall(
        Collective.ALL_TO_ALL, DataType.BYTE, bytes, Transport.DEEPEP, replayed);
  }

  private void call(
      Group group, Collective collective, DataType on, long elements, boolean replayed) {
    rendezvous.callTogether(
        group.call(collective, on, elements, Transport.NCCL, replayed), reach(group), 0);
  }

  private static Links.Reach reach(Group group) {
    return group.spansHosts() ? Links.Reach.NETWORK : Links.Reach.NVLINK;
  }
}
