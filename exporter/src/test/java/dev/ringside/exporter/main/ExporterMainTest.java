package dev.ringside.exporter.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ExporterMainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpShowsExamplesAndDefaults() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("Examples:", "--brokers localhost:9092", "9464", "127.0.0.1", "/-/ready");
  }

  @ParameterizedTest
  @CsvSource({
    "'', --brokers",
    "--brokers b:1 --series-budget 0, at least 1",
    "--brokers b:1 --port 70000, 65535",
    "--brokers b:1 --port many, many",
    "--brokers b:1 --client-properties /nowhere.properties, /nowhere.properties",
    "--brokers b:1 --web-config /nowhere.yml, /nowhere.yml",
    "--brokers b:1 --what, --what"
  })
  void badUsageIsOneLineAndExitCode2(String line, String named) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err.toString().strip()).contains(named).doesNotContain("\n");
  }

  @Test
  void aBusyPortIsOneLineAndExitCode2() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(run("--brokers", "127.0.0.1:1", "--port", port)).isEqualTo(2);
      assertThat(err.toString().strip()).contains("port " + port).doesNotContain("\n");
    }
  }

  @Test
  void stackTracesOnlyWhenAskedFor() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      run("--brokers", "127.0.0.1:1", "--port", Integer.toString(taken.getLocalPort()), "--debug");

      assertThat(err.toString()).contains("\tat ");
    }
  }

  private int run(String... args) {
    CommandLine commandLine = ExporterMain.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }
}
