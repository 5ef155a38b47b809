package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  @ParameterizedTest
  @ValueSource(strings = {"replay", "demo", "deploy", "topics", "bench", "version"})
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
  }
}
