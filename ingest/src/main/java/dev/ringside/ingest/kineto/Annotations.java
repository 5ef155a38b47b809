package dev.ringside.ingest.kineto;

import dev.ringside.core.iteration.Iteration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps that an engine annotated in the trace of one rank, as the host saw them and, where
 * kernels ran, as the GPU did.
 *
 * <p>Bound: {@value #MOST} steps; those after them are passed over.
 */
final class Annotations {

  private static final int MOST = 1 << 18;
  private static final int MOST_NAMES = 1 << 12;

  private record Step(StepName name, long startNs, long endNs) {}

  private final Map<String, Optional<StepName>> names = new HashMap<>();
  private final List<Step> ofHost = new ArrayList<>();
  private final List<Step> ofGpu = new ArrayList<>();

  /** An annotation whose name is not a step's is passed over. */
  void add(Event event) {
    List<Step> side = event.ofGpu ? ofGpu : ofHost;
    if (event.damage() != null || side.size() >= MOST) {
      return;
    }
    if (names.size() > MOST_NAMES) {
      names.clear();
    }
    names
        .computeIfAbsent(event.name, StepName::of)
        .ifPresent(
            name -> side.add(new Step(name, event.startNs, event.startNs + event.durationNs)));
  }

  /** The engine that annotates so; empty if none did. */
  String engine() {
    return ofHost.isEmpty() ? "" : ofHost.get(0).name.engine();
  }

  /**
   * @param onGpu true if the calls are kernels: they run later than the host annotates
   * @param baseNs added to every time
   * @return in the order in which they began; none if only the host's are there and calls are
   *     kernels
   */
  List<Iteration> steps(boolean onGpu, long baseNs) {
    List<Step> sorted = new ArrayList<>(onGpu ? ofGpu : ofHost);
    sorted.sort(Comparator.comparingLong(Step::startNs));
    List<Iteration> steps = new ArrayList<>();
    Step last = null;
    for (Step step : sorted) {
      // The GPU's are written once for each stream that had work of the step.
      boolean again = onGpu && last != null && step.name.equals(last.name) && overlap(last, step);
      if (!again) {
        long endNs = baseNs + step.endNs;
        steps.add(step.name.at(steps.size(), endNs, step.endNs - step.startNs));
        last = step;
      }
    }
    return steps;
  }

  private static boolean overlap(Step first, Step second) {
    return second.startNs < first.endNs;
  }
}
