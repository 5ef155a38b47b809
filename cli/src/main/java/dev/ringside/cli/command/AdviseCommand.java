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

/** Ranks the layouts on which a model can run. */
@Command(
    name = "advise",
    sortOptions = false,
    description = {
      "Find every layout that runs a model on N GPUs and rank them for a goal. The answer gives"
          + " memory, communication and roofline time of each, why it ranks below the best, and"
          + " what is not known. Exit code 3 means that no layout works."
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
    console.show(
        format.isJson()
            ? AdviceJson.render(advice)
            : new AdviceTable(console.width()).render(advice, options.title()));
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
