package dev.ringside.core.plan;

import dev.ringside.core.model.PassInput;

/**
 * A number of passes that communicate the same.
 *
 * @param requests sequences in each pass whose sampled tokens return over the pipeline: all of the
 *     pass, including unfinished prompts, if a prompt ends in it (SGLang: always), else none
 * @param goOn true if a sequence needs its token in a later pass
 * @param count number of passes
 * @param drafting true for passes of the drafting model
 */
public record PlannedPass(
    PassInput input, long requests, boolean goOn, long count, boolean drafting) {

  PlannedPass times(long passes) {
    return new PlannedPass(input, requests, goOn, passes, drafting);
  }

  PlannedPass drafted() {
    return new PlannedPass(input, requests, goOn, count, true);
  }
}
