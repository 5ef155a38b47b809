package dev.ringside.flink.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.flink.main.JobMain.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class JobMainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void helpNamesEveryFlagAndItsDefault() {
    assertThat(read("--help")).isEqualTo(Outcome.HELP);
    assertThat(out.toString(UTF_8))
        .contains("--brokers=HOST:PORT,...", "--window-seconds", "Default: 60")
        .doesNotContain("Exception");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void aMissingFlagIsSaidInOneLineBelowTheUsage() {
    assertThat(read()).isEqualTo(Outcome.WRONG_USAGE);
    assertThat(err.toString(UTF_8))
        .startsWith("Usage:")
        .endsWith("Missing required option: '--brokers=HOST:PORT,...'" + System.lineSeparator());
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void aWrongValueIsSaidTheSameWay() {
    assertThat(read("--brokers=k:1", "--window-seconds=0")).isEqualTo(Outcome.WRONG_USAGE);
    assertThat(err.toString(UTF_8))
        .endsWith("window: expected more than no time, found PT0S" + System.lineSeparator());
  }

  @Test
  void anUnknownJobIsSaidBesideThoseThereAre() {
    assertThat(read("--brokers=k:1", "--job=skew")).isEqualTo(Outcome.WRONG_USAGE);
    assertThat(err.toString(UTF_8))
        .endsWith("--job: expected one of [comm-metrics], found skew" + System.lineSeparator());
  }

  @Test
  void aJobWithItsFlagsIsRun() {
    assertThat(read("--brokers=k:1", "--job=comm-metrics")).isEqualTo(Outcome.RUN);
    assertThat(err.toString(UTF_8) + out.toString(UTF_8)).isEmpty();
  }

  private Outcome read(String... args) {
    return new JobMain()
        .read(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }
}
