package dev.ringside.simulator.engine;

import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.simulator.chance.Dice;

/**
 * Where tokens go among the experts: each takes k different ones, popular ones more often. Experts
 * are dealt to ranks in blocks, popularity to experts at random.
 *
 * <p>Weight of the i-th popular expert is 1/i^skew.
 */
public final class ExpertRouting {

  private final int expertsPerToken;
  private final int ranks;
  private final int expertsPerRank;
  private final double[] cumulative;
  private final double[] share;

  public ExpertRouting(FeedForwardShape shape, int ranks, double skew, Dice dice) {
    int experts = Math.max(1, shape.experts());
    this.expertsPerToken = shape.expertsPerToken();
    this.ranks = ranks;
    this.expertsPerRank = (experts + ranks - 1) / ranks;
    double[] weights = new double[experts];
    for (int place = 0; place < experts; place++) {
      weights[place] = StrictMath.pow(place + 1.0, -skew);
    }
    shuffle(weights, dice);
    this.cumulative = new double[experts];
    this.share = new double[ranks];
    double sum = 0;
    for (int expert = 0; expert < experts; expert++) {
      sum += weights[expert];
      cumulative[expert] = sum;
      share[expert / expertsPerRank] += weights[expert];
    }
    for (int rank = 0; rank < ranks; rank++) {
      share[rank] /= sum;
    }
  }

  private static void shuffle(double[] values, Dice dice) {
    for (int i = values.length - 1; i > 0; i--) {
      int other = dice.below(i + 1);
      double moved = values[i];
      values[i] = values[other];
      values[other] = moved;
    }
  }

  public int ranks() {
    return ranks;
  }

  /** Times the average load that the experts of the {@code rank}-th rank get. */
  public double load(int rank) {
    return share[rank] * ranks;
  }

  /** Σ over {@code tokens} of the different ranks each is sent to, drawn token by token. */
  public long destinations(long tokens, Dice dice) {
    long visits = 0;
    int[] chosen = new int[expertsPerToken];
    for (long token = 0; token < tokens; token++) {
      visits += destinationsOfOne(chosen, dice);
    }
    return visits;
  }

  private int destinationsOfOne(int[] chosen, Dice dice) {
    int visited = 0;
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = drawUnlike(chosen, i, dice);
      boolean known = false;
      for (int before = 0; before < i; before++) {
        known |= chosen[before] / expertsPerRank == chosen[i] / expertsPerRank;
      }
      visited += known ? 0 : 1;
    }
    return visited;
  }

  private int drawUnlike(int[] chosen, int size, Dice dice) {
    while (true) {
      int expert = draw(dice);
      boolean taken = false;
      for (int i = 0; i < size; i++) {
        taken |= chosen[i] == expert;
      }
      if (!taken) {
        return expert;
      }
    }
  }

  private int draw(Dice dice) {
    double at = dice.unit() * cumulative[cumulative.length - 1];
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > at) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
