package dev.ringside.core.align;

import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import java.util.Arrays;
import java.util.List;

/** A rank's consecutive passes as the alignment looks at them: number, end and T̂ of each. */
public final class PassTrack {

  /** Passes looked at: the first ones. */
  public static final int MOST = 4096;

  static final PassTrack EMPTY = new PassTrack(0, new long[0], new long[0]);

  private final long firstIndex;
  private final long[] endsNs;
  private final long[] tokens;

  private PassTrack(long firstIndex, long[] endsNs, long[] tokens) {
    this.firstIndex = firstIndex;
    this.endsNs = endsNs;
    this.tokens = tokens;
  }

  /** The first passes of {@code held} whose numbers follow on each other. */
  public static PassTrack of(List<Held> held) {
    if (held.isEmpty()) {
      return EMPTY;
    }
    long first = held.get(0).block().firstIndex();
    int most = (int) Math.min(MOST, held.stream().mapToLong(each -> each.block().size()).sum());
    long[] ends = new long[most];
    long[] tokens = new long[most];
    int size = 0;
    for (Held each : held) {
      PassBlock block = each.block();
      if (block.firstIndex() != first + size || size == most) {
        break;
      }
      for (int i = 0; i < block.size() && size < most; i++) {
        ends[size] = block.endNs(i);
        tokens[size++] = block.complete() ? block.tokens() : ForwardPass.NOT_VISIBLE;
      }
    }
    return new PassTrack(first, Arrays.copyOf(ends, size), Arrays.copyOf(tokens, size));
  }

  /** The same with its times moved, and at most {@code most} of its passes. */
  public PassTrack moved(long byNs, int most) {
    int size = Math.min(size(), most);
    long[] ends = new long[size];
    for (int i = 0; i < size; i++) {
      ends[i] = endsNs[i] + byNs;
    }
    return new PassTrack(firstIndex, ends, Arrays.copyOf(tokens, size));
  }

  int size() {
    return endsNs.length;
  }

  boolean isEmpty() {
    return size() == 0;
  }

  long firstIndex() {
    return firstIndex;
  }

  long endNs(int i) {
    return endsNs[i];
  }

  /** T̂; −1 where it is not visible or the pass is cut off. */
  long tokens(int i) {
    return tokens[i];
  }

  /** How many passes ended before {@code timeNs}. */
  int endedBefore(long timeNs) {
    int found = Arrays.binarySearch(endsNs, timeNs);
    return found >= 0 ? found : -found - 1;
  }

  /** The median time from one pass's end to the next one's; 0 with fewer than two. */
  long intervalNs() {
    if (size() < 2) {
      return 0;
    }
    long[] steps = new long[size() - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = endsNs[i + 1] - endsNs[i];
    }
    Arrays.sort(steps);
    return steps[steps.length / 2];
  }
}
