package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Engine;
import dev.ringside.simulator.description.ScenarioCatalog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class UsageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replay",
        "inspect",
        "describe",
        "convert",
        "doctor",
        "demo",
        "deploy",
        "topics",
        "acls",
        "password",
        "bench",
        "version"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    Cli help = Cli.run(command, "--help");

    assertThat(help.exit()).isZero();
    assertThat(help.out()).contains("Usage: ringside " + command).containsPattern("Examples?:");
    assertThat(help.out()).contains("  ringside " + command);
    assertThat(help.err()).isEmpty();
  }

  @Test
  void theTopLevelHelpNamesCommandsAndExitCodes() {
    assertThat(Cli.run("--help").out())
        .contains("demo", "replay", "deploy", "topics", "bench", "version")
        .contains("3     deviation", "4     insufficient", "130   interrupted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dance",
        "replay",
        "replay traces",
        "replay --deployment none",
        "replay traces --deployment none --speed quick",
        "replay traces --deployment none --window soon",
        "replay traces --deployment none --window 0s",
        "replay traces --deployment none --coverage-floor 1.5",
        "replay traces --deployment none --coverage-floor NaN",
        "replay traces --deployment none --client-properties tls.properties",
        "replay traces --deployment none --report-json no/such/folder/report.json",
        "deploy deployment.yaml",
        "bench --calls 5",
        "demo --port http",
        "demo --port 70000"
      })
  void badUsageIsOneLineAndExitTwo(String arguments) {
    Cli cli = arguments.isEmpty() ? Cli.run() : Cli.run(arguments.split(" "));

    assertThat(cli.exit()).isEqualTo(2);
    assertThat(cli.errLines()).singleElement().asString().startsWith("ringside: ");
    assertThat(cli.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "repaly traces, did you mean replay?",
    "simulat, did you mean simulate?",
    "replay traces --deployment none --sped max, did you mean --speed",
    "demo --scenarrio clean, did you mean --scenario"
  })
  void aTypoGetsASuggestion(String arguments, String suggestion) {
    Cli cli = Cli.run(arguments.split(" "));

    assertThat(cli.exit()).isEqualTo(2);
    assertThat(cli.errLines()).singleElement().asString().contains(suggestion);
  }

  @Test
  void aSentenceOfPicocliEndsOnce() {
    assertThat(Cli.run("help", "foo").errLines())
        .singleElement()
        .asString()
        .contains("'foo'")
        .doesNotContain(".;");
  }

  /** Picocli breaks lines inside words too, at the slash of a path for example. */
  @ParameterizedTest
  @ValueSource(ints = {80, 100})
  void noWordOfADescriptionIsBrokenOverTwoLines(int width) {
    CommandLine all = Cli.commandLine();
    List<CommandLine> commands = new ArrayList<>(all.getSubcommands().values());
    commands.add(all);
    List<String> broken = new ArrayList<>();
    for (CommandLine command : commands) {
      String help = command.setUsageHelpWidth(width).getUsageMessage();
      Set<String> printed = new HashSet<>(List.of(help.split("\\s+")));
      words(command.getCommandSpec()).stream()
          .filter(word -> !printed.contains(word))
          .forEach(word -> broken.add(command.getCommandName() + ": " + word));
    }
    assertThat(broken).isEmpty();
  }

  private static List<String> words(CommandSpec command) {
    Stream<String> texts = Stream.of(command.usageMessage().description());
    Stream<String> options =
        command.options().stream().flatMap(option -> Stream.of(option.description()));
    return Stream.concat(texts, options)
        .flatMap(text -> Stream.of(text.split("\\s+")))
        .filter(word -> !word.contains("${") && !word.contains("%n"))
        .toList();
  }

  @Test
  void theHelpOfReplayListsEveryEngine() {
    assertThat(Cli.run("replay", "--help").out()).contains("# " + Engine.labels());
  }

  @Test
  void theHelpOfPlanAndAdviseListsEveryEngine() {
    for (String command : List.of("plan", "advise")) {
      String help = Cli.run(command, "--help").out().replaceAll("\\s+", " ");
      assertThat(help.replace(" or ", ", ")).as(command).contains(Engine.labels() + " (default");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "simulate"})
  void theScenariosAreListed(String command) {
    Cli cli = Cli.run(command, "--list");

    assertThat(cli.exit()).as(cli.err()).isZero();
    assertThat(cli.out().lines().map(line -> line.split(" ")[0]))
        .containsExactlyElementsOf(ScenarioCatalog.names());
  }

  @Test
  void stackTracesComeOnlyWithDebug() {
    Cli plain = Cli.run("replay", "nowhere", "--deployment=none");
    Cli debug = Cli.run("replay", "nowhere", "--deployment=none", "--debug");

    assertThat(plain.errLines()).containsExactly("ringside: nowhere: no such file or folder");
    assertThat(debug.exit()).isEqualTo(2);
    assertThat(debug.err())
        .contains("UnreadableTraceException", "\tat dev.ringside.")
        .endsWith(plain.err());
  }

  @Test
  void versionNamesWhatRunsHere() {
    Cli version = Cli.run("version");

    assertThat(version.exit()).isZero();
    assertThat(version.out())
        .containsPattern("ringside +[0-9]")
        .containsPattern("java +[0-9]")
        .containsPattern("flink +2\\.")
        .containsPattern("kafka +4\\.")
        .containsPattern("schema CallBatch +[0-9a-f]{16}");
    assertThat(Cli.run("--version")).isEqualTo(version);
    assertThat(Cli.run("-V")).isEqualTo(version);
  }
}
