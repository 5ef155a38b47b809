package dev.ringside.core.advise;

import dev.ringside.core.plan.PlanRow;
import java.util.Locale;
import java.util.stream.Collectors;

/** The sentence that says why a layout lost. */
final class Reason {

  private Reason() {}

  static String tooLarge(Candidate candidate) {
    return String.format(
        Locale.ROOT,
        "does not fit: %.0f GB of weights and KV cache on the fullest GPU, %.0f GB usable",
        candidate.memoryBytes() / 1e9,
        candidate.memoryLimitBytes() / 1e9);
  }

  static String withoutCost(Candidate candidate) {
    return candidate.plan().rows().stream()
        .filter(row -> !row.optional() && row.seconds().isEmpty())
        .map(Reason::path)
        .distinct()
        .collect(Collectors.joining(", ", "no cost known for ", ""));
  }

  private static String path(PlanRow row) {
    return "%s %s of %s"
        .formatted(row.route().transport(), row.collective().label(), row.parallelism().label());
  }

  static String against(Candidate best, Candidate candidate, Goal goal) {
    double ratio = goal.ratio(candidate, best);
    return switch (goal) {
      case VOLUME ->
          best.wireBytes() == 0
              ? String.format(
                  Locale.ROOT, "moves %.1f MB, the best nothing", candidate.wireBytes() / 1e6)
              : String.format(Locale.ROOT, "moves %.2f times the bytes", ratio);
      case TTFT -> slower(ratio, candidate.ttft(), best.ttft());
      case TPOT, THROUGHPUT -> slower(ratio, candidate.tpot(), best.tpot());
    };
  }

  private static String slower(double ratio, PhaseTime mine, PhaseTime best) {
    return String.format(
        Locale.ROOT,
        "%.2fx slower: communication %s against %s, compute %s against %s",
        ratio,
        millis(mine.commSeconds().orElse(Double.NaN)),
        millis(best.commSeconds().orElse(Double.NaN)),
        millis(mine.computeSeconds()),
        millis(best.computeSeconds()));
  }

  private static String millis(double seconds) {
    return String.format(Locale.ROOT, "%.2f ms", seconds * 1e3);
  }
}
