package dev.ringside.cli.report.table;

import dev.ringside.core.plan.PlanRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plan rows that differ only in their stage, as one line.
 *
 * @param row the first of them
 * @param stages {@code 1-14}
 */
record Folded(PlanRow row, String stages) {

  /** In the order of each line's first row. */
  static List<Folded> of(List<PlanRow> rows) {
    Map<PlanRow, List<Integer>> stages = new LinkedHashMap<>();
    for (PlanRow row : rows) {
      stages.computeIfAbsent(withoutStage(row), key -> new ArrayList<>()).add(row.stage());
    }
    List<Folded> folded = new ArrayList<>();
    stages.forEach((row, on) -> folded.add(new Folded(row, ReportTable.list(on))));
    return folded;
  }

  private static PlanRow withoutStage(PlanRow row) {
    return new PlanRow(
        row.phase(),
        row.parallelism(),
        0,
        row.collective(),
        row.purposes(),
        row.groupSize(),
        row.count(),
        row.sendElements(),
        row.messageBytes(),
        row.wireBytes(),
        row.route(),
        row.seconds(),
        row.optional());
  }
}
