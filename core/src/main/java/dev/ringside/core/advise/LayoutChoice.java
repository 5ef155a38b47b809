package dev.ringside.core.advise;

import java.util.ArrayList;
import java.util.List;

/**
 * One layout of N GPUs.
 *
 * @param expertParallel each rank holds whole experts instead of a slice of all of them; a separate
 *     choice only with experts and more than one replica, because otherwise the traffic is the same
 */
public record LayoutChoice(int tensor, int pipeline, int data, boolean expertParallel) {

  /** Every t·p·d = {@code gpus}. */
  static List<LayoutChoice> of(int gpus, boolean hasExperts) {
    List<LayoutChoice> choices = new ArrayList<>();
    for (int tensor = 1; tensor <= gpus; tensor++) {
      if (gpus % tensor != 0) {
        continue;
      }
      int rest = gpus / tensor;
      for (int pipeline = 1; pipeline <= rest; pipeline++) {
        if (rest % pipeline == 0) {
          int data = rest / pipeline;
          choices.add(new LayoutChoice(tensor, pipeline, data, false));
          if (hasExperts && data > 1) {
            choices.add(new LayoutChoice(tensor, pipeline, data, true));
          }
        }
      }
    }
    return choices;
  }

  /** {@code tp 4, pp 2}, with {@code dp 2} and {@code ep} where they apply. */
  public String label() {
    return "tp %d, pp %d%s%s"
        .formatted(tensor, pipeline, data > 1 ? ", dp " + data : "", expertParallel ? ", ep" : "");
  }
}
