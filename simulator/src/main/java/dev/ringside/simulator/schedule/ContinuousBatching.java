package dev.ringside.simulator.schedule;

import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.workload.Request;

/**
 * vLLM V1 and TensorRT-LLM: running requests first, each one its decode token or the next chunk of
 * its prompt; what is left of the token budget goes to waiting ones. Prefill and decode share
 * passes.
 *
 * <p>With pipeline stages several passes are under way; a request takes part in the next one only
 * if that needs no token of a pass that has not ended. Source: vLLM {@code
 * v1/core/sched/scheduler.py:schedule}. Preemption when the KV cache is full is not simulated.
 */
public final class ContinuousBatching extends Slots {

  public ContinuousBatching(SchedulerSettings settings, Dice acceptance) {
    super(settings, acceptance);
  }

  @Override
  public Batch next() {
    Batch batch = new Batch(settings.drafted());
    long budget = settings.maxBatchedTokens();
    int own = 1 + settings.drafted();
    for (Request request : running) {
      if (budget > 0 && !request.isDecoding()) {
        budget -= chunk(batch, request, budget);
      } else if (budget >= own && request.isDecoding() && !request.awaitsToken()) {
        batch.addDecode(request);
        budget -= own;
      }
    }
    while (budget > 0 && hasRoom() && !waiting.isEmpty()) {
      Request request = waiting.poll();
      running.add(request);
      budget -= chunk(batch, request, budget);
    }
    return batch;
  }

  private static long chunk(Batch batch, Request request, long budget) {
    int tokens = (int) Math.min(budget, request.promptLeft());
    batch.addPrompt(request, tokens);
    return tokens;
  }
}
