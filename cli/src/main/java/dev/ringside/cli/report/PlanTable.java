package dev.ringside.cli.report;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.plan.PaperVolume;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.PlanRow;
import dev.ringside.core.report.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A plan for a terminal: a line a phase, group, stage, collective and size; then the totals. */
public final class PlanTable {

  private final int width;

  public PlanTable(int width) {
    this.width = width;
  }

  /**
   * All lines of the plan, each ended by a newline.
   *
   * @param fabric whose costs the seconds are of
   */
  public String render(Plan plan, Optional<Fabric> fabric) {
    List<String> lines = new ArrayList<>();
    lines.add(title(plan));
    lines.add("");
    if (plan.rows().isEmpty()) {
      lines.add("Nothing is communicated.");
    } else {
      lines.addAll(table(plan.rows()));
    }
    lines.add("");
    lines.addAll(totals(plan, fabric));
    return String.join("\n", lines) + "\n";
  }

  private static String title(Plan plan) {
    Deployment deployment = plan.deployment();
    return "%s · %s · tp %d, pp %d, dp %d · %d × (%d + %d) tokens: %d prefill, %d decode passes"
        .formatted(
            deployment.model().name(),
            deployment.engine().label(),
            deployment.layout().tensor(),
            deployment.layout().pipeline(),
            deployment.layout().data(),
            plan.workload().batch(),
            plan.workload().promptTokens(),
            plan.workload().outputTokens(),
            plan.prefillPasses(),
            plan.decodePasses());
  }

  private List<String> table(List<PlanRow> rows) {
    return new TextTable(width)
        .left("phase", TextTable.ALWAYS, cells(rows, row -> row.phase().label()))
        .left("group", TextTable.ALWAYS, cells(rows, row -> row.parallelism().label()))
        .right("stage", TextTable.ALWAYS, cells(rows, row -> Integer.toString(row.stage())))
        .left("collective", TextTable.ALWAYS, cells(rows, row -> row.collective().label()))
        .left("for", 1, cells(rows, row -> String.join(", ", row.purposes())))
        .right("count", TextTable.ALWAYS, cells(rows, row -> Humanised.count(row.count())))
        .right("elements", 2, cells(rows, row -> Humanised.count(row.sendElements())))
        .right("message", TextTable.ALWAYS, cells(rows, row -> Humanised.size(row.messageBytes())))
        .right("wire/rank", TextTable.ALWAYS, cells(rows, row -> Humanised.size(row.wireBytes())))
        .left("transport", 3, cells(rows, row -> row.route().transport().name()))
        .right("seconds", 4, cells(rows, row -> time(row.seconds())))
        .lines();
  }

  private static List<String> cells(List<PlanRow> rows, Function<PlanRow, String> cell) {
    return rows.stream().map(cell).toList();
  }

  private static String time(OptionalDouble seconds) {
    return seconds.isPresent() ? Humanised.time(seconds.getAsDouble() * 1e9) : Humanised.UNKNOWN;
  }

  private static List<String> totals(Plan plan, Optional<Fabric> fabric) {
    List<String> lines = new ArrayList<>(wire(plan));
    lines.addAll(NcclView.of(plan));
    if (!plan.rows().isEmpty()) {
      lines.add(seconds(plan, fabric));
    }
    plan.paperVolume().ifPresent(volume -> lines.add(paper(volume)));
    if (plan.kvBytesPerToken() > 0) {
      lines.add(
          "KV cache      %s a token; handed over by RDMA, not NCCL, if prefill and decode are apart"
              .formatted(Humanised.size(plan.kvBytesPerToken())));
    }
    return lines;
  }

  /** A line for each run of stages that move the same. */
  private static List<String> wire(Plan plan) {
    List<String> lines = new ArrayList<>();
    int stages = plan.deployment().layout().pipeline();
    int first = 0;
    for (int stage = 1; stage <= stages; stage++) {
      long bytes = plan.wireBytesPerRank(first);
      if (stage == stages || plan.wireBytesPerRank(stage) != bytes) {
        String which =
            first == stage - 1 ? "stage " + first : "stages %d-%d".formatted(first, stage - 1);
        lines.add("%-13s %s a rank on the wire".formatted(which, Humanised.size(bytes)));
        first = stage;
      }
    }
    lines.add("cluster       %s on the wire".formatted(Humanised.size(plan.wireBytesOfCluster())));
    return lines;
  }

  private static String seconds(Plan plan, Optional<Fabric> fabric) {
    if (fabric.isEmpty()) {
      return "seconds       not known: give --gpu and --fabric";
    }
    String line =
        "seconds       %s prefill, %s decode: communication alone, call after call, on %s"
            .formatted(
                time(plan.seconds(Phase.PREFILL)),
                time(plan.seconds(Phase.DECODE)),
                fabric.get().name());
    String unknown =
        plan.rows().stream()
            .filter(row -> !row.optional() && row.seconds().isEmpty())
            .map(row -> row.route().transport() + " " + row.collective().label())
            .distinct()
            .collect(Collectors.joining(", "));
    return unknown.isEmpty() ? line : line + "; no cost known for " + unknown;
  }

  private static String paper(PaperVolume volume) {
    return String.format(
        Locale.ROOT,
        "paper volume  %.1f MB (%.1f with the embedding): all-reduce %.1f, all-gather %.1f, gather"
            + " %.1f, p2p %.1f; arXiv 2507.14392's convention",
        volume.total() / 1e6,
        volume.totalWithEmbedding() / 1e6,
        volume.allreduce() / 1e6,
        volume.allgather() / 1e6,
        volume.gather() / 1e6,
        volume.p2p() / 1e6);
  }
}
