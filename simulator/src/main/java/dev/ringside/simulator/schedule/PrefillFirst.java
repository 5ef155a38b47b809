package dev.ringside.simulator.schedule;

import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.workload.Request;

/**
 * SGLang and vLLM V0: as long as prompts wait and there is room, a pass of prompts only; else a
 * decode pass of all that run. SGLang cuts prompts where a pass is full and goes on with the rest
 * before anything else; V0 takes whole ones, and one at least.
 *
 * <p>Source: SGLang {@code scheduler.py:get_next_batch_to_run}; vLLM 0.8.5 {@code
 * core/scheduler.py:_schedule_prefills}.
 */
public final class PrefillFirst extends Slots {

  public PrefillFirst(SchedulerSettings settings, Dice acceptance) {
    super(settings, acceptance);
  }

  @Override
  public Batch next() {
    Batch batch = new Batch(settings.drafted());
    long budget = settings.maxBatchedTokens();
    for (Request request : running) {
      if (!request.isDecoding() && budget > 0) {
        budget -= add(batch, request, budget);
      }
    }
    while (hasRoom() && !waiting.isEmpty() && fits(waiting.peek(), batch, budget)) {
      Request request = waiting.poll();
      running.add(request);
      budget -= add(batch, request, budget);
    }
    if (batch.isEmpty()) {
      addDecodes(batch, Long.MAX_VALUE);
    }
    return batch;
  }

  private boolean fits(Request request, Batch batch, long budget) {
    return settings.chunksPrompts()
        ? budget > 0
        : batch.isEmpty() || request.promptLeft() <= budget;
  }

  private long add(Batch batch, Request request, long budget) {
    long most = settings.chunksPrompts() ? budget : Long.MAX_VALUE;
    int tokens = (int) Math.min(most, request.promptLeft());
    batch.addPrompt(request, tokens);
    return tokens;
  }
}
