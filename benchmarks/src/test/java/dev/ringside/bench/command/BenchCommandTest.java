package dev.ringside.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = BenchCommand.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void helpHasExamplesAndTheExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("Usage: ringside bench", "  ringside bench --calls 20000000", "--only")
        .contains("2   bad usage");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--calls 0",
        "--calls 150000001",
        "--calls many",
        "--rounds 0",
        "--record-calls -1",
        "--only job_p3",
        "--format xml",
        "--growth --cluster",
        "--plots folder",
        "--cluster",
        "--capacity no/such/file.json",
        "faster"
      })
  void badUsageIsOneLineAndExitTwo(String arguments) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().startsWith("ringside: ");
    assertThat(out.toString()).isEmpty();
  }
}
