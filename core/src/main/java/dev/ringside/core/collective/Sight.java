package dev.ringside.core.collective;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * What recorded a rank's calls, and which of them it can show: those of which libraries, from which
 * size on, and whether also those that a CUDA graph replays.
 *
 * <p>Source: NCCL {@code plugins/profiler/inspector}, {@code plugins/profiler/example}; torch
 * {@code FlightRecorder.hpp}; {@code docs/formats.md} has what each was seen to show.
 */
public enum Sight {
  /** Nothing is known of it, so nothing can be concluded from what it does not show. */
  UNKNOWN("", EnumSet.noneOf(Transport.class), 0, false),
  /** Traces of kernels, by PyTorch's profiler: all of them. */
  KINETO("kineto", EnumSet.allOf(Transport.class), 0, true),
  /** Traces of kernels, by Nsight Systems: a graph may stand for all of its kernels. */
  NSIGHT("nsight", EnumSet.allOf(Transport.class), 0, false),
  /** NCCL's Inspector: calls of NCCL that put in 8 KiB or more. */
  INSPECTOR("inspector", Sight.ofNccl(), 8192, true),
  /** A hook in NCCL that sees each of its calls. */
  NCCL("nccl", Sight.ofNccl(), 0, true),
  /** NCCL's example profiler: what the host enqueues. */
  EXAMPLE_PROFILER("example-profiler", Sight.ofNccl(), 0, false),
  /** {@code NCCL_DEBUG}: what the host enqueues. */
  NCCL_LOG("nccl-log", Sight.ofNccl(), 0, false),
  /** torch.distributed's Flight Recorder: calls through a process group, and none beside it. */
  FLIGHT_RECORDER("flight-recorder", Sight.ofGroups(), 0, false),
  /** The simulator's agents where they see everything. */
  SIMULATED("simulated", EnumSet.allOf(Transport.class), 0, true);

  private final String label;
  private final Set<Transport> carriers;
  private final long leastBytes;
  private final boolean replays;

  Sight(String label, Set<Transport> carriers, long leastBytes, boolean replays) {
    this.label = label;
    this.carriers = carriers;
    this.leastBytes = leastBytes;
    this.replays = replays;
  }

  private static Set<Transport> ofNccl() {
    return EnumSet.of(Transport.NCCL, Transport.NCCL_SYMMETRIC, Transport.RCCL);
  }

  private static Set<Transport> ofGroups() {
    return EnumSet.of(Transport.NCCL, Transport.RCCL, Transport.GLOO);
  }

  /** The word in batches: {@code flight-recorder}; empty for {@link #UNKNOWN}. */
  public String label() {
    return label;
  }

  /** {@link #UNKNOWN} for a word of a newer release. */
  public static Sight ofLabel(String label) {
    return Arrays.stream(values())
        .filter(sight -> sight.label.equals(label))
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** True if it shows some of the calls that {@code carrier} carries. */
  public boolean sees(Transport carrier) {
    return carriers.contains(carrier);
  }

  /**
   * True if a call of this size cannot have been made without being shown.
   *
   * @param bytes what one rank puts in; −1 if not known
   */
  public boolean isSureToShow(Transport carrier, long bytes) {
    return sees(carrier) && replays && (bytes < 0 ? leastBytes == 0 : bytes >= leastBytes);
  }

  /** Calls in which a rank puts in less are not shown. */
  public long leastBytes() {
    return leastBytes;
  }
}
