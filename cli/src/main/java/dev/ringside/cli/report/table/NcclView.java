package dev.ringside.cli.report.table;

import dev.ringside.cli.report.text.Humanised;
import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.PlanRow;
import dev.ringside.core.routing.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a hook into NCCL (profiler plugin, debug log, uprobe) will see of a plan's all-reduces:
 * engines carry most of them by kernels of their own.
 */
final class NcclView {

  private NcclView() {}

  /** A line a phase; none without all-reduces, or without a GPU. */
  static List<String> of(Plan plan) {
    List<String> lines = new ArrayList<>();
    for (Phase phase : List.of(Phase.PREFILL, Phase.DECODE)) {
      List<PlanRow> reduces =
          plan.rows().stream().filter(row -> row.phase() == phase && isReduce(row)).toList();
      if (!reduces.isEmpty()) {
        lines.add(line(phase, reduces));
      }
    }
    return lines;
  }

  private static boolean isReduce(PlanRow row) {
    return row.collective() == Collective.ALL_REDUCE
        && !row.optional()
        && row.route().transport() != Transport.UNKNOWN;
  }

  private static String line(Phase phase, List<PlanRow> reduces) {
    long all = reduces.stream().mapToLong(PlanRow::count).sum();
    long seen =
        reduces.stream()
            .filter(row -> row.route().isVisibleToNccl())
            .mapToLong(PlanRow::count)
            .sum();
    String why =
        reduces.stream()
            .map(row -> describe(row.route()))
            .distinct()
            .collect(Collectors.joining("; "));
    return "%-13s of %s all-reduces, an NCCL hook will see %s here: %s"
        .formatted(phase.label(), Humanised.count(all), Humanised.count(seen), why);
  }

  private static String describe(Route route) {
    return "%s, %s (%s: %s)"
        .formatted(route.transport(), route.rule(), route.confidence().label(), route.source());
  }
}
