package dev.ringside.cli.report.table;

import dev.ringside.cli.report.text.Humanised;
import dev.ringside.cli.report.text.TextTable;
import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.plan.PaperVolume;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.PlanRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * A plan for a terminal: one line for each phase, group, stage, collective and size, then the
 * totals. Stages that communicate alike share a line.
 */
public final class PlanTable {

  private final int width;

  public PlanTable(int width) {
    this.width = width;
  }

  /**
   * All lines of the plan, each ended by a newline.
   *
   * @param fabric the source of the seconds
   * @param model as the user named it
   */
  public String render(Plan plan, Optional<Fabric> fabric, String model) {
    List<String> lines = new ArrayList<>();
    lines.add(title(plan, model));
    lines.add("");
    if (plan.rows().isEmpty()) {
      lines.add("Nothing is communicated.");
    } else {
      lines.addAll(table(plan.rows()));
      lines.add("");
      lines.addAll(legend(plan.rows()));
    }
    lines.add("");
    lines.addAll(totals(plan, fabric));
    plan.family().caveat().ifPresent(caveat -> lines.add("model         " + caveat));
    plan.faults().forEach(fault -> lines.add("known fault   " + fault.warning()));
    return String.join("\n", lines) + "\n";
  }

  private static String title(Plan plan, String model) {
    Deployment deployment = plan.deployment();
    return "%s · %s · %s · %d × (%d prompt + %d output) tokens · passes: %d prefill, %d decode"
        .formatted(
            model,
            deployment.engine().label(),
            layout(deployment),
            plan.workload().batch(),
            plan.workload().promptTokens(),
            plan.workload().outputTokens(),
            plan.prefillPasses(),
            plan.decodePasses());
  }

  private static String layout(Deployment deployment) {
    ServingOptions options = deployment.options();
    StringJoiner layout = new StringJoiner(", ");
    layout.add("tp " + deployment.layout().tensor());
    layout.add("pp " + deployment.layout().pipeline());
    layout.add("dp " + deployment.layout().data());
    if (options.expertParallel()) {
      layout.add("ep " + deployment.layout().tensor() * deployment.layout().data());
    }
    if (options.attentionReplicas() > 1) {
      layout.add("attention dp " + options.attentionReplicas());
    }
    if (options.decodeContext() > 1) {
      layout.add("cp %d in decode".formatted(options.decodeContext()));
    }
    if (options.prefillContext() > 1) {
      layout.add("cp %d in prefill".formatted(options.prefillContext()));
    }
    if (options.sequenceParallel()) {
      layout.add("sp");
    }
    if (options.speculativeTokens() > 0) {
      layout.add("%d drafted".formatted(options.speculativeTokens()));
    }
    return layout.toString();
  }

  private List<String> table(List<PlanRow> rows) {
    List<Folded> folded = Folded.of(rows);
    return new TextTable<>(width, folded)
        .left("phase", line -> line.row().phase().label())
        .left("group", line -> line.row().parallelism().label())
        .right("stage", Folded::stages)
        .left("collective", line -> line.row().collective().label())
        .left("for", 1, line -> String.join(", ", line.row().purposes()))
        .right("count", line -> Humanised.count(line.row().count()))
        .right("elements", 4, line -> Humanised.count(line.row().sendElements()))
        .right("message", line -> Humanised.size(line.row().messageBytes()))
        .right("wire/rank", line -> Humanised.size(line.row().wireBytes()))
        .left("transport", 2, line -> transport(line.row()))
        .right("seconds", 3, line -> time(line.row().seconds()))
        .lines();
  }

  private static List<String> legend(List<PlanRow> rows) {
    List<String> lines = new ArrayList<>();
    lines.add("count: calls of one rank in the phase; wire/rank: bytes it moves for all of them");
    lines.add(
        "elements: what one rank puts into one call; message: size of one call in nccl-tests");
    if (rows.stream().anyMatch(PlanRow::optional)) {
      lines.add(
          "optional: calls that the engine may leave out; they are in none of the sums below");
    }
    return lines;
  }

  private static String transport(PlanRow row) {
    Transport transport = row.route().transport();
    return transport == Transport.UNKNOWN ? Humanised.UNKNOWN : transport.name();
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
          "KV cache      %s per token; sent over RDMA, not NCCL, if prefill and decode are separate"
              .formatted(Humanised.size(plan.kvBytesPerToken())));
    }
    return lines;
  }

  /** One line for consecutive stages that move as many bytes. */
  private static List<String> wire(Plan plan) {
    List<String> lines = new ArrayList<>();
    int stages = plan.deployment().layout().pipeline();
    int first = 0;
    for (int stage = 1; stage <= stages; stage++) {
      long bytes = plan.wireBytesPerRank(first);
      if (stage == stages || plan.wireBytesPerRank(stage) != bytes) {
        String which =
            first == stage - 1 ? "stage " + first : "stages %d-%d".formatted(first, stage - 1);
        lines.add("%-13s %s per rank on the wire".formatted(which, Humanised.size(bytes)));
        first = stage;
      }
    }
    lines.add("cluster       %s on the wire".formatted(Humanised.size(plan.wireBytesOfCluster())));
    return lines;
  }

  private static String seconds(Plan plan, Optional<Fabric> fabric) {
    String missing = missing(plan, fabric);
    if (!missing.isEmpty()) {
      return "seconds       not known: give " + missing;
    }
    String line =
        "seconds       %s prefill, %s decode: communication alone, one call after another, on %s"
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

  /** The options without which there are no seconds. */
  private static String missing(Plan plan, Optional<Fabric> fabric) {
    StringJoiner options = new StringJoiner(" and ");
    if (plan.deployment().options().gpu().isEmpty()) {
      options.add("--gpu");
    }
    if (fabric.isEmpty()) {
      options.add("--fabric");
    }
    return options.toString();
  }

  private static String paper(PaperVolume volume) {
    return String.format(
        Locale.ROOT,
        "paper volume  %.1f MB (%.1f with the embedding): all-reduce %.1f, all-gather %.1f, gather"
            + " %.1f, p2p %.1f; by the convention of arXiv 2507.14392",
        volume.total() / 1e6,
        volume.totalWithEmbedding() / 1e6,
        volume.allreduce() / 1e6,
        volume.allgather() / 1e6,
        volume.gather() / 1e6,
        volume.p2p() / 1e6);
  }
}
