package dev.ringside.simulator.scenario;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an agent can see of the calls that are made. */
public enum View {
  /** Every call, timed by the GPU. */
  FULL,
  /** What a hook in NCCL sees: no custom all-reduce, no symmetric memory, no DeepEP. */
  NCCL,
  /**
   * What NCCL Inspector leaves behind: of the NCCL calls those of 8 KiB and more, of those the last
   * of each communicator's ring at each dump, stamped with the time of the dump; numbers stand
   * still under CUDA-graph replay.
   */
  INSPECTOR;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<View> ofLabel(String label) {
    return Arrays.stream(values()).filter(view -> view.label().equals(label)).findFirst();
  }

  public static String labels() {
    return Arrays.stream(values()).map(View::label).collect(Collectors.joining(", "));
  }
}
