package dev.ringside.core.plan;

import dev.ringside.core.model.PassInput;

/**
 * Passes that all communicate alike.
 *
 * @param requests sequences in each whose sampled tokens are returned over the pipeline: all of the
 *     pass, unfinished prompts included, if one of its tokens counts (SGLang: always), else none
 * @param goOn true if one of them needs its token in a later pass
 * @param count how many of them
 * @param drafting true for passes of the drafting model
 */
record PlannedPass(PassInput input, long requests, boolean goOn, long count, boolean drafting) {

  PlannedPass times(long passes) {
    return new PlannedPass(input, requests, goOn, passes, drafting);
  }

  PlannedPass drafted() {
    return new PlannedPass(input, requests, goOn, count, true);
  }
}
