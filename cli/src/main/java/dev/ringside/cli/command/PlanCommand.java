package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.plan.PlanJson;
import dev.ringside.cli.plan.PlanOptions;
import dev.ringside.cli.report.PlanTable;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.Planner;
import dev.ringside.ingest.fabric.FabricFile;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a deployment will communicate, before it runs. */
@Command(
    name = "plan",
    sortOptions = false,
    description = {
      "Predict what a model on an engine and a layout communicates: calls, bytes, transport and"
          + " seconds, by the closed forms that replay and the monitor hold traffic against."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside plan --model llama-3.1-8b --engine vllm-v0 --tensor 2 --pipeline 2",
      "  ringside plan --model llama-3.1-70b --tensor 8 --gpu h100 --fabric h100-nvlink --batch 32",
      "  ringside plan --model ./config.json --tensor 4 --format json | jq .rows"
    })
final class PlanCommand implements Callable<Integer> {

  /** How the answer is written. */
  enum Format {
    TABLE,
    JSON
  }

  @Mixin private PlanOptions options;

  @Option(
      names = "--fabric",
      paramLabel = "NAME|FILE",
      description = "Links for predicted seconds: a bundled name (h100-nvlink) or a fabric file.")
  private String fabric;

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "How to answer (default: table).")
  private Format format;

  private final Console console;

  PlanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Deployment deployment = options.deployment();
    Optional<Fabric> links =
        fabric == null ? Optional.empty() : Optional.of(FabricFile.find(fabric));
    Plan plan = new Planner(deployment, links).plan(options.workload());
    console
        .out()
        .print(
            format == Format.JSON
                ? PlanJson.render(plan)
                : new PlanTable(console.width()).render(plan));
    return ExitCode.OK;
  }
}
