package dev.ringside.simulator.scenario;

import dev.ringside.simulator.chance.Dice;

/**
 * How many tokens: a distribution, cut off at both ends.
 *
 * @param centre fixed: the number; uniform: unused; lognormal: the median; geometric: the mean
 * @param sigma lognormal: deviation of the logarithm
 * @param least tokens, 1 or more
 * @param most tokens
 */
public record Lengths(Shape shape, double centre, double sigma, int least, int most) {

  /** The distribution's family. */
  public enum Shape {
    FIXED,
    UNIFORM,
    LOGNORMAL,
    GEOMETRIC
  }

  public Lengths {
    if (least < 1 || most < least) {
      throw new IllegalArgumentException("lengths from %d to %d".formatted(least, most));
    }
  }

  public static Lengths fixed(int tokens) {
    return new Lengths(Shape.FIXED, tokens, 0, tokens, tokens);
  }

  public static Lengths uniform(int least, int most) {
    return new Lengths(Shape.UNIFORM, 0, 0, least, most);
  }

  public int draw(Dice dice) {
    double drawn =
        switch (shape) {
          case FIXED -> centre;
          case UNIFORM -> dice.between(least, most);
          case LOGNORMAL -> centre * StrictMath.exp(sigma * dice.normal());
          case GEOMETRIC -> 1 + Math.floor(dice.exponential() * (centre - 0.5));
        };
    return (int) Math.max(least, Math.min(most, Math.round(drawn)));
  }
}
