package dev.ringside.core.derived;

import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.FeedForwardShape;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Where tokens go if some experts are more popular than others: the i-th has weight w_i = 1/i^s,
 * each token takes k different ones, and experts lie on g ranks, E/g on each.
 *
 * <pre>
 * t*            solves Σ (1 − e^(−w_i·t)) = k
 * expert        π_i = 1 − e^(−w_i·t*) of the tokens take it
 * rank r        Σ π_i of its experts: copies of a token that go there (a copy an expert)
 *               1 − Π O_j/(O_j + W_r), j = 0 … k−1: the share of tokens that go there (a copy a
 *               rank); W_r weight of its experts, O_j what is left of the others' after j choices
 * </pre>
 *
 * <p>Taking k without replacement is a race of exponential times of which the first k win; t* is
 * when on average k have, and O_j what is left when on average j of the others have. Without a skew
 * both are exact; with one they are 2.5 % off at most for 64 experts and more where the test draws
 * it.
 *
 * <p>Which experts are popular is not known before, so two ways to place them are counted: popular
 * ones side by side, the worst; and dealt out in turn, there and back, as a balancer would.
 *
 * <p>Source: Rosén, "Asymptotic theory for order sampling" (1997); DeepEP {@code
 * csrc/legacy/config.hpp}; skews of real models in arXiv 2605.20982.
 */
public final class RoutingSkew {

  private static final int BISECTIONS = 60;

  private final double[] weights;
  private final int ranks;
  private final int taken;
  private final double time;

  /**
   * @param ranks g, among which experts are spread
   * @param skew s; 0 is uniform
   * @throws IllegalArgumentException if there are no experts, or fewer than ranks
   */
  public RoutingSkew(FeedForwardShape experts, int ranks, double skew) {
    if (!experts.hasExperts() || experts.experts() < ranks || ranks < 1) {
      throw new IllegalArgumentException(
          "routing skew: %d experts on %d ranks".formatted(experts.experts(), ranks));
    }
    if (!(skew >= 0 && skew <= 10)) {
      throw new IllegalArgumentException("routing skew %s: from 0 to 10".formatted(skew));
    }
    this.ranks = ranks;
    this.weights = new double[experts.experts()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.pow(i + 1.0, -skew);
    }
    this.taken = Math.min(experts.expertsPerToken(), weights.length);
    this.time = timeOf(taken, weights);
  }

  /** When on average so many have won. */
  private static double timeOf(int winners, double[] racing) {
    if (winners >= racing.length) {
      return Double.POSITIVE_INFINITY;
    }
    double low = 0;
    double high = 1;
    while (wonBy(high, racing) < winners) {
      high *= 2;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (wonBy(middle, racing) < winners) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double wonBy(double at, double[] racing) {
    double sum = 0;
    for (double weight : racing) {
      sum += -Math.expm1(-weight * at);
    }
    return sum;
  }

  /** How experts, in order of their popularity, come to ranks. */
  public enum Placement {
    SIDE_BY_SIDE,
    IN_TURN;

    IntUnaryOperator rankOf(int experts, int ranks) {
      int perRank = (experts + ranks - 1) / ranks;
      return this == SIDE_BY_SIDE
          ? expert -> expert / perRank
          : expert -> expert / ranks % 2 == 0 ? expert % ranks : ranks - 1 - expert % ranks;
    }
  }

  /** What one rank gets on average for each token of all ranks together. */
  public record Share(double copies, double visits) {}

  /** The share of the rank that gets most copies. */
  public Share largest(Placement placement) {
    double[] copies = new double[ranks];
    IntUnaryOperator rankOf = placement.rankOf(weights.length, ranks);
    for (int i = 0; i < weights.length; i++) {
      copies[rankOf.applyAsInt(i)] += -Math.expm1(-weights[i] * time);
    }
    int most = 0;
    for (int rank = 1; rank < ranks; rank++) {
      most = copies[rank] > copies[most] ? rank : most;
    }
    return new Share(copies[most], visits(most, rankOf));
  }

  /** The mean over ranks, which for copies is k/g whatever the skew. */
  public Share mean(Placement placement) {
    IntUnaryOperator rankOf = placement.rankOf(weights.length, ranks);
    double visits = 0;
    for (int rank = 0; rank < ranks; rank++) {
      visits += visits(rank, rankOf);
    }
    return new Share((double) taken / ranks, visits / ranks);
  }

  /** The chance that one of the chosen experts is on the rank. */
  private double visits(int rank, IntUnaryOperator rankOf) {
    double own = 0;
    double[] others = new double[weights.length];
    int size = 0;
    for (int i = 0; i < weights.length; i++) {
      if (rankOf.applyAsInt(i) == rank) {
        own += weights[i];
      } else {
        others[size++] = weights[i];
      }
    }
    others = Arrays.copyOf(others, size);
    double avoided = 1;
    for (int chosen = 0; chosen < taken; chosen++) {
      double at = timeOf(chosen, others);
      double left = 0;
      for (double weight : others) {
        left += weight * Math.exp(-weight * at);
      }
      avoided *= left / (left + own);
    }
    return 1 - avoided;
  }

  /**
   * Bytes that a rank of such a share receives in one layer when tokens are dispatched.
   *
   * @param tokens of all ranks together
   */
  public static long dispatchBytes(Deployment on, Share share, long tokens) {
    long hidden = on.model().hidden();
    boolean quantised = on.options().flags().contains(EngineFlag.FP8_DISPATCH);
    AllToAll way = on.options().allToAll();
    return switch (way) {
      case DEEPEP_LOW_LATENCY ->
          Math.round(tokens * share.copies() * (hidden + hidden / 128 * 4 + 16));
      case DEEPEP_HIGH_THROUGHPUT ->
          Math.round(tokens * share.visits() * hidden * (quantised ? 1 : on.dataType().bytes()));
      case ALLGATHER_REDUCESCATTER, NAIVE ->
          Math.round((double) tokens * hidden * (quantised ? 1 : on.dataType().bytes()));
    };
  }
}
