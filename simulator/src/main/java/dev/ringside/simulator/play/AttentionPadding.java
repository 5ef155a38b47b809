package dev.ringside.simulator.play;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.engine.AttentionHabits;
import dev.ringside.simulator.engine.GraphLadder;
import dev.ringside.simulator.engine.KernelChoice;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.replica.Together;
import dev.ringside.simulator.schedule.Batch;
import java.util.Arrays;

/**
 * How many tokens and rows replicas of attention put on the wire in a step they make together.
 *
 * <p>Pure: the same batches give the same work. Source: SGLang 0.5.23 {@code
 * forward_batch_info.py:prepare_mlp_sync_batch}, {@code dp_attention.py:get_dp_padding_mode,
 * _decode_sum_len_fits_custom_all_reduce}.
 */
final class AttentionPadding {

  private final Deployment deployment;
  private final GraphLadder ladder;
  private final KernelChoice kernels;
  private final boolean withinNode;
  private final boolean logitsApart;
  private final int ranks;

  /**
   * @param withinNode all ranks of the tensor group share a host
   */
  AttentionPadding(Deployment deployment, boolean withinNode) {
    this.deployment = deployment;
    this.ladder = new GraphLadder(deployment);
    this.kernels = new KernelChoice(deployment);
    this.withinNode = withinNode;
    this.logitsApart = new AttentionHabits(deployment).logitsApart();
    this.ranks = deployment.attentionTensor();
  }

  /**
   * @param batches one a replica; an empty one is that of a replica without work
   */
  PassWork[] works(Batch[] batches) {
    boolean decode = Arrays.stream(batches).allMatch(Batch::isDecodeOnly);
    long[] own = Arrays.stream(batches).mapToLong(batch -> upTo(batch.tokens())).toArray();
    boolean idle = Arrays.stream(own).anyMatch(tokens -> tokens == 0);
    boolean captured = decode && ladder.hasGraphs();
    if (captured) {
      long most = Arrays.stream(batches).mapToLong(Batch::tokens).max().orElseThrow();
      Arrays.fill(own, upTo(ladder.padded(true, most, most)));
    }
    boolean summed = isSummed(own, decode, idle);
    if (!summed) {
      Arrays.fill(own, Arrays.stream(own).max().orElseThrow());
    }
    long[] rows = new long[own.length];
    for (int r = 0; r < own.length; r++) {
      boolean filled = captured || (logitsApart && decode);
      rows[r] = filled ? own[r] : batches[r].logitsRows();
    }
    Together together = new Together(summed, Arrays.stream(own).sum(), Arrays.stream(rows).sum());
    PassWork[] works = new PassWork[own.length];
    for (int r = 0; r < own.length; r++) {
      works[r] = new PassWork(batches[r], decode, own[r], rows[r], new long[0], captured, together);
    }
    return works;
  }

  private boolean isSummed(long[] own, boolean decode, boolean idle) {
    long sum = Arrays.stream(own).sum();
    long most = Arrays.stream(own).max().orElseThrow();
    if (!decode) {
      return true;
    }
    return (!idle && fitsCustom(sum)) || sum * 2 < most * own.length;
  }

  private boolean fitsCustom(long tokens) {
    long bytes = tokens * deployment.model().hidden() * deployment.dataType().bytes();
    int all = deployment.layout().tensor();
    return withinNode
        && kernels.of(Collective.ALL_REDUCE, deployment.dataType(), bytes, tokens, all)
            == Transport.CUSTOM_AR;
  }

  private long upTo(long tokens) {
    return (tokens + ranks - 1) / ranks * ranks;
  }
}
