package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.plan.AdviceOptions;
import dev.ringside.cli.plan.OutputFormat;
import dev.ringside.cli.report.json.AdviceJson;
import dev.ringside.cli.report.table.AdviceTable;
import dev.ringside.core.advise.Advice;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which layout to run a model on. */
@Command(
    name = "advise",
    sortOptions = false,
    description = {
      "Lay a model out over N GPUs in every way that works and rank the ways for a goal: memory"
          + " fit, communication and roofline time, why each loser lost, and what is not known."
          + " Exit code 3 says that no layout works."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside advise --model llama-3.1-70b --gpus 8 --gpu h100 --fabric h100-nvlink \\",
      "                  --concurrency 64 --prompt-tokens 1024 --output-tokens 256 --goal"
          + " throughput",
      "  ringside advise --model deepseek-v3 --gpus 16 --gpu h200 --fabric h100-nvlink \\",
      "                  --weight-bits 8 --concurrency 256 --goal tpot --format json",
      "  ringside advise --model llama-2-13b --gpus 8 --gpu cardinal-h100 --goal volume"
    })
final class AdviseCommand implements Callable<Integer> {

  @Mixin private AdviceOptions options;

  @Mixin private OutputFormat format;

  private final Console console;

  AdviseCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Advice advice = advice();
    console
        .out()
        .print(
            format.isJson()
                ? AdviceJson.render(advice)
                : new AdviceTable(console.width()).render(advice));
    console.out().flush();
    return advice.ranked().isEmpty() ? ExitCode.DEVIATION : ExitCode.OK;
  }

  private Advice advice() throws Exception {
    try {
      return options.advisor().advise(options.goal());
    } catch (ArithmeticException e) {
      throw new BadInputException("too much to count: ask for fewer tokens or GPUs", e);
    }
  }
}
