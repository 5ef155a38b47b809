package dev.ringside.core.plan;

import dev.ringside.core.model.PassInput;

/**
 * Passes that all communicate alike.
 *
 * @param requests sequences in each
 * @param count how many of them
 * @param drafting true for passes of the drafting model
 */
record PlannedPass(PassInput input, long requests, long count, boolean drafting) {

  PlannedPass times(long passes) {
    return new PlannedPass(input, requests, passes, drafting);
  }

  PlannedPass drafted() {
    return new PlannedPass(input, requests, count, true);
  }
}
