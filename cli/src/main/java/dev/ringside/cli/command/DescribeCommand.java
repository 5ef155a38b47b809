package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.report.WholeFile;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.describe.server.DeploymentDraft;
import dev.ringside.describe.server.RunningServer;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.simulator.record.BrokenOutputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a deployment file from what a running server says. */
@Command(
    name = "describe",
    sortOptions = false,
    description = {
      "Write a deployment file from what a running server answers, from the command that started"
          + " it, from its start-up log, or from several of them: model, layout, engine and"
          + " version, and the flags that decide who carries a call. What cannot be learnt is asked"
          + " for by name.",
      "vLLM answers /server_info only if it was started with VLLM_SERVER_DEV_MODE=1; without it,"
          + " give --log or --args as well."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside describe --vllm http://localhost:8000 --config config.json --out deployment.yaml",
      "  ringside describe --args \"vllm serve meta-llama/Llama-3.1-8B -tp 2 --dtype bfloat16\"",
      "  ringside describe --vllm http://localhost:8000 --log vllm.log --set gpu=h100"
    })
final class DescribeCommand implements Callable<Integer> {

  private static final String STDOUT = "-";

  @Option(
      names = {"--vllm", "--sglang"},
      paramLabel = "URL",
      description = "Address of the server, which is only asked.")
  private String url;

  @Option(
      names = "--args",
      paramLabel = "COMMAND",
      description =
          "The command that started it, as one argument: that of vLLM (vllm serve) or of SGLang.")
  private String arguments;

  @Option(names = "--log", paramLabel = "FILE", description = "vLLM's log from its start.")
  private Path log;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The model's config.json. A kept answer of /server_info and SGLang's server_args.json are"
              + " recognised too. May be repeated.")
  private Path[] configs = {};

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "What you know better: a key of the deployment file, such as gpu=h100 or tensor=2.")
  private Map<String, String> given = new LinkedHashMap<>();

  @Option(
      names = "--out",
      paramLabel = "FILE|-",
      defaultValue = STDOUT,
      description = "Where to write the deployment file (default: stdout).")
  private String out;

  private final Console console;

  DescribeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (url == null && arguments == null && log == null && configs.length == 0) {
      throw new BadInputException("give --vllm, --args, --log or --config");
    }
    if (!out.equals(STDOUT)) {
      new WholeFile("--out", out).requireWritable();
    }
    RunningServer server = learn();
    DeploymentDraft draft = server.draft(folder());
    if (!draft.needed().isEmpty()) {
      throw new BadInputException(
          "cannot be learnt, and must be given: " + String.join(", ", draft.needed()));
    }
    requireUsable(draft);
    write(draft);
    server.unsupported().forEach((option, why) -> console.say("%s: %s".formatted(option, why)));
    if (!draft.useful().isEmpty()) {
      console.say("not learnt, and may be given: " + String.join(", ", draft.useful()));
    }
    return ExitCode.OK;
  }

  private RunningServer learn() throws BadDescriptionException {
    RunningServer server = new RunningServer();
    if (url != null) {
      server.ask(url);
    }
    if (arguments != null) {
      server.command(arguments);
    }
    if (log != null) {
      server.log(log);
    }
    for (Path config : configs) {
      server.config(config);
    }
    return server.given(given);
  }

  private Path folder() {
    Path folder = out.equals(STDOUT) ? Path.of("") : Path.of(out).toAbsolutePath().getParent();
    return folder.toAbsolutePath();
  }

  /** Reads the file as every other command will. */
  private void requireUsable(DeploymentDraft draft) throws IOException, BadDescriptionException {
    Path file = Files.createTempFile(folder(), ".deployment", ".yaml");
    try {
      Files.writeString(file, draft.yaml());
      DeploymentFile.read(file);
    } catch (BadDescriptionException e) {
      String problem = e.getMessage().replaceFirst("^\\Q" + file + "\\E[:0-9 ]*", "");
      throw new BadInputException("what the server says makes no deployment: " + problem, e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void write(DeploymentDraft draft) throws BrokenOutputException {
    if (out.equals(STDOUT)) {
      console.show(draft.yaml());
      return;
    }
    new WholeFile("--out", out).write(draft.yaml().getBytes(StandardCharsets.UTF_8));
    console.say("wrote " + out);
  }
}
