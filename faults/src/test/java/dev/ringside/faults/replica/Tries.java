package dev.ringside.faults.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The same row from many seeds: all are tried, so that a failure says how often it happens. */
final class Tries {

  private Tries() {}

  /** One try; an {@link AssertionError} says what was wrong. */
  interface Try {
    void from(String what, Random random);
  }

  /**
   * @param row its number, so that no two rows draw alike
   * @throws AssertionError with the first failure, and the seeds of all
   */
  static void of(int row, int seeds, Try one) {
    List<Integer> failed = new ArrayList<>();
    AssertionError first = null;
    for (int seed = 0; seed < seeds; seed++) {
      try {
        one.from("seed " + seed, new Random(row * 100_000L + seed));
      } catch (AssertionError e) {
        failed.add(seed);
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw new AssertionError(
          "%d of %d seeds fail: %s; the first: %s"
              .formatted(failed.size(), seeds, failed, first.getMessage()),
          first);
    }
  }
}
