package dev.ringside.simulator.chance;

/**
 * The simulation's only source of random numbers: SplitMix64, one stream for each purpose. Written
 * out here, because a seed must give the same bytes on every machine and JDK, and the JDK does not
 * promise to keep the algorithms of its own generators.
 *
 * <p>Streams of different labels are independent for this purpose: the label is mixed into the seed. Transcendental functions come from {@link StrictMath}. Not thread-safe. Cost:
 * about 1 ns a number.
 *
 * <p>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014).
 */
public final class Dice {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;
  private double spareNormal;
  private boolean hasSpare;

  private Dice(long state) {
    this.state = state;
  }

  /** The stream for {@code labels} under {@code seed}. */
  public static Dice of(long seed, long... labels) {
    long state = mix(seed + GOLDEN);
    for (long label : labels) {
      state = mix(state ^ mix(label + GOLDEN));
    }
    return new Dice(state);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** 64 fresh bits. */
  public long bits() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  public double unit() {
    return (bits() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in 0 to {@code bound − 1}. */
  public int below(int bound) {
    return (int) (((bits() >>> 33) * bound) >>> 31);
  }

  /** Uniform in [{@code least}, {@code most}], a whole number; their distance below 2^31. */
  public long between(long least, long most) {
    return least + (((bits() >>> 33) * (most - least + 1)) >>> 31);
  }

  /** Exponential with mean 1. */
  public double exponential() {
    return -StrictMath.log(1 - unit());
  }

  /** Normal with mean 0 and deviation 1: Marsaglia's polar method. */
  public double normal() {
    if (hasSpare) {
      hasSpare = false;
      return spareNormal;
    }
    double x;
    double y;
    double square;
    do {
      x = 2 * unit() - 1;
      y = 2 * unit() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    spareNormal = y * scale;
    hasSpare = true;
    return x * scale;
  }

  /**
   * A cheap bell around 0 with deviation 1, never beyond ±3.47: the sum of four 16-bit uniforms.
   * For noise a call, where {@link #normal} would cost more than the call.
   */
  public double bell() {
    long bits = bits();
    long sum =
        (bits & 0xFFFF) + ((bits >>> 16) & 0xFFFF) + ((bits >>> 32) & 0xFFFF) + (bits >>> 48);
    return (sum - 131_070.0) * (1.7320508075688772 / 65_536.0);
  }
}
