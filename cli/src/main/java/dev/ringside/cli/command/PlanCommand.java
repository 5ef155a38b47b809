package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.plan.OutputFormat;
import dev.ringside.cli.plan.PlanOptions;
import dev.ringside.cli.report.json.PlanJson;
import dev.ringside.cli.report.table.DerivedTable;
import dev.ringside.cli.report.table.PlanTable;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.derived.Derivations;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.Planner;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Predicts what a deployment communicates before it runs. */
@Command(
    name = "plan",
    sortOptions = false,
    description = {
      "Predict what a model communicates on an engine and a layout: calls, bytes, transport and"
          + " seconds. The predictions use the same closed forms as replay and the monitor."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside plan --model llama-3.1-8b --engine vllm-v0 --tensor 2 --pipeline 2",
      "  ringside plan --model llama-3.1-70b --tensor 8 --batch 32 --gpu h100 --fabric h100-nvlink",
      "  ringside plan --model ./config.json --tensor 4 --format json | jq .rows",
      "  ringside plan --model llama-3.1-8b --tensor 2 --kv-connector nixl --decode-tensor 4",
      "  ringside plan --model qwen3-235b-a22b --tensor 4 --data 2 --expert 8 --federation"
          + " --routing-skew 0.5"
    })
final class PlanCommand implements Callable<Integer> {

  @Mixin private PlanOptions options;

  @Mixin private OutputFormat format;

  private final Console console;

  PlanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    try {
      console.show(rendered());
    } catch (ArithmeticException e) {
      throw new BadInputException("too much to count: ask for fewer tokens or ranks", e);
    }
    return ExitCode.OK;
  }

  private String rendered() throws BadDescriptionException {
    Deployment deployment = options.deployment();
    Optional<Fabric> fabric = options.fabric();
    Plan plan = new Planner(deployment, fabric).plan(options.workload());
    Derivations derived = options.derivations(deployment);
    return format.isJson()
        ? PlanJson.render(plan, fabric, derived)
        : new PlanTable(console.width()).render(plan, fabric, options.title(deployment))
            + new DerivedTable(console.width()).render(derived);
  }
}
