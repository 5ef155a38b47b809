package dev.ringside.simulator.workload;

import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Workload;

/** Draws what a request is, once it is known when it comes. */
final class RequestShape {

  private static final int CACHE_BLOCK = 16;

  private final Workload workload;
  private final Dice dice;

  RequestShape(Workload workload, long seed, int replica) {
    this.workload = workload;
    this.dice = Dice.of(seed, 0x7368617065L, replica);
  }

  int draw(Lengths lengths) {
    return lengths.draw(dice);
  }

  Request request(long id, long arrivalNs, int promptTokens, int outputTokens) {
    int cached = (int) (promptTokens * workload.prefixCached()) / CACHE_BLOCK * CACHE_BLOCK;
    boolean stops = workload.stopShare() > 0 && dice.unit() < workload.stopShare();
    int rows = pictureRows();
    return new Request(id, arrivalNs, promptTokens + rows, outputTokens, cached, stops)
        .withPicture(rows);
  }

  private int pictureRows() {
    boolean has = workload.pictures().share() > 0 && dice.unit() < workload.pictures().share();
    return has ? draw(workload.pictures().rows()) : 0;
  }
}
