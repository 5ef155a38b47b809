package dev.ringside.ingest.mixture;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which of one source's calls are which of another's. Both are in order and without gaps, and one
 * may begin earlier and end later: the shift is the one that brings their times closest together.
 */
final class Alignment {

  /** Apart by more than this on average, they are not the same calls. */
  private static final long FARTHEST_NS = 1_000_000_000L;

  /** Comparisons spent on one shift and on all of them. */
  private static final int MOST_COMPARED = 1 << 9;

  private static final long MOST_WORK = 1L << 26;

  private Alignment() {}

  /**
   * Place among {@code others} by place among {@code starts}; empty if nothing fits.
   *
   * @param starts ascending, ns
   * @param others ascending, ns on the same clock
   */
  static Map<Integer, Integer> of(long[] starts, long[] others) {
    boolean swapped = starts.length > others.length;
    long[] shorter = swapped ? others : starts;
    long[] longer = swapped ? starts : others;
    int shift = shift(shorter, longer);
    Map<Integer, Integer> places = new LinkedHashMap<>();
    for (int at = 0; shift >= 0 && at < shorter.length; at++) {
      places.put(swapped ? at + shift : at, swapped ? at : at + shift);
    }
    return places;
  }

  private static int shift(long[] shorter, long[] longer) {
    int shifts = longer.length - shorter.length + 1;
    int step = Math.max(1, shorter.length / MOST_COMPARED);
    long each = Math.max(1, shorter.length / step);
    if (shorter.length == 0 || shifts * each > MOST_WORK) {
      return -1;
    }
    int best = -1;
    double least = FARTHEST_NS;
    for (int shift = 0; shift < shifts; shift++) {
      double distance = distance(shorter, longer, shift, step);
      if (distance < least) {
        least = distance;
        best = shift;
      }
    }
    return best;
  }

  /** Mean distance in ns. */
  private static double distance(long[] shorter, long[] longer, int shift, int step) {
    double sum = 0;
    int compared = 0;
    for (int at = 0; at < shorter.length; at += step) {
      sum += Math.abs(shorter[at] - longer[at + shift]);
      compared++;
    }
    return sum / compared;
  }
}
