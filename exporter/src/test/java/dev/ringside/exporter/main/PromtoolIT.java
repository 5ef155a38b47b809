package dev.ringside.exporter.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.exporter.access.WebConfig;
import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.collect.MetricsServer;
import dev.ringside.exporter.series.Reports;
import dev.ringside.exporter.topic.ReadCounts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page under Prometheus' own linter; skipped where Debian's prometheus package is not there.
 */
class PromtoolIT {

  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  @Test
  void theWholePageParsesAndFollowsTheNamingRules() throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), PROMTOOL + " is not here (package prometheus)");
    SeriesTable table = new SeriesTable(3, Clock.systemUTC());
    table.accept(new Reports("llama", 0).deviating(9), 1);
    table.caughtUp();
    ReadCounts counts = new ReadCounts();
    counts.countMalformed("truncated");
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    try (MetricsServer server =
        MetricsServer.start(
            anyPort, new MetricsServer.Content(table, counts, () -> ""), WebConfig.OPEN)) {
      String page = Scrape.get(server.address().getPort(), "/metrics").body();

      assertThat(page).contains("size_class=\"overflow\"");
      assertThat(lint(page)).isEmpty();
    }
  }

  @Test
  void theLinterWouldSayIfSomethingWereWrong() throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), PROMTOOL + " is not here (package prometheus)");

    assertThat(lint("# TYPE bad_total gauge\nbad_total 1\n")).contains("bad_total");
  }

  @Test
  void theAlertsFireWhenTheyShouldAndOnlyThen(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), PROMTOOL + " is not here (package prometheus)");
    Path repository = Path.of(System.getProperty("ringside.repository"));
    Files.copy(
        repository.resolve("docker/prometheus-rules.yml"), folder.resolve("prometheus-rules.yml"));
    Path tests = folder.resolve("tests.yml");
    Files.copy(Path.of("src/test/resources/prometheus-rules-test.yml"), tests);

    Process promtool =
        new ProcessBuilder(PROMTOOL.toString(), "test", "rules", tests.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(promtool.waitFor()).as(said).isZero();
    assertThat(said).contains("SUCCESS");
  }

  private static String lint(String page) throws IOException, InterruptedException {
    Process promtool =
        new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (OutputStream in = promtool.getOutputStream()) {
      in.write(page.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return promtool.waitFor() == 0 ? said : said + "exit code " + promtool.exitValue();
  }
}
