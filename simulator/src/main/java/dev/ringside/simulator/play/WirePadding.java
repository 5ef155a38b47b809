package dev.ringside.simulator.play;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.engine.GraphLadder;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.schedule.Batch;

/**
 * How many tokens T̂ and rows of logits R a pass has on the wire: those scheduled, padded to the
 * size of a CUDA graph, to equal parts of a tensor group, and by a fault to more than either.
 *
 * <p>Pure: the same batches and factors give the same work.
 */
final class WirePadding {

  private final Engine engine;
  private final GraphLadder ladder;
  private final boolean padsLogits;
  private final boolean dropsRows;
  private final int draftedTokens;
  private final int equalParts;

  WirePadding(Deployment deployment) {
    this.engine = deployment.engine();
    this.ladder = new GraphLadder(deployment);
    this.padsLogits = new EngineHabits(deployment).padsLogits();
    this.dropsRows = new EngineHabits(deployment).dropsRows();
    this.draftedTokens = deployment.options().speculativeTokens();
    this.equalParts = deployment.options().sequenceParallel() ? deployment.layout().tensor() : 1;
  }

  /**
   * The work of replicas that step together.
   *
   * @param batches one a replica; an empty one makes a dummy pass
   * @param factors times that a fault blows each replica's padding up; 1 without one
   */
  PassWork[] works(Batch[] batches, double[] factors) {
    boolean decode = true;
    for (Batch batch : batches) {
      decode &= batch.isDecodeOnly();
    }
    long[] wire = wireTokens(batches, factors, decode);
    PassWork[] works = new PassWork[batches.length];
    for (int r = 0; r < batches.length; r++) {
      works[r] = work(batches[r], decode, wire[r]);
    }
    return works;
  }

  /**
   * Replicas that step together are padded to the largest if a graph replays the pass; if it is too
   * large for one, none is padded.
   */
  private long[] wireTokens(Batch[] batches, double[] factors, boolean decode) {
    long[] wire = new long[batches.length];
    long most = 0;
    for (int r = 0; r < batches.length; r++) {
      wire[r] = padded(batches[r], factors[r]);
      most = Math.max(most, wire[r]);
    }
    if (batches.length == 1) {
      return wire;
    }
    boolean replayed = ladder.replays(decode, most);
    for (int r = 0; r < batches.length; r++) {
      if (replayed) {
        wire[r] = most;
      } else if (ladder.hasGraphs()) {
        wire[r] = equalParts(blownUp(unpadded(batches[r]), factors[r]));
      }
    }
    return wire;
  }

  private long padded(Batch batch, double factor) {
    long padded = ladder.padded(batch.isDecodeOnly(), Math.max(1, batch.size()), unpadded(batch));
    return equalParts(blownUp(padded, factor));
  }

  private long equalParts(long tokens) {
    return (tokens + equalParts - 1) / equalParts * equalParts;
  }

  /** Tokens before any padding; a dummy has one, with its drafted ones. */
  private long unpadded(Batch batch) {
    if (batch.isEmpty()) {
      return 1L + draftedTokens;
    }
    return engine == Engine.TRANSFORMERS ? batch.rectangle() : batch.tokens();
  }

  private static long blownUp(long tokens, double factor) {
    return (long) Math.ceil(tokens * factor);
  }

  private PassWork work(Batch batch, boolean decode, long wire) {
    boolean padsRows = padsLogits && batch.isDecodeOnly() && !batch.isEmpty();
    long rows = padsRows ? wire : dropsRows ? batch.sampledRequests() : batch.logitsRows();
    return new PassWork(
        batch, decode, wire, rows, drafts(batch, wire), ladder.replays(decode, wire));
  }

  /** The first pass of the drafting model has the step's tokens, the others one a request. */
  private long[] drafts(Batch batch, long wire) {
    long[] drafts = new long[batch.isEmpty() ? 0 : batch.drafted()];
    for (int i = 0; i < drafts.length; i++) {
      drafts[i] = i == 0 ? wire : ladder.padded(true, batch.size(), batch.size());
    }
    return drafts;
  }
}
