package dev.ringside.exporter.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.exporter.access.PasswordHash;
import dev.ringside.exporter.access.WebConfig;
import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.collect.MetricsServer;
import dev.ringside.exporter.topic.ReadCounts;
import dev.ringside.testkit.tls.SelfSigned;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the exporter over TLS, with a user and a password. */
class SecuredScrapeIT {

  private static final String PASSWORD = "pw of prometheus";

  @TempDir private Path folder;

  @Test
  void prometheusLogsInOverTls() throws Exception {
    assertThat(up(PASSWORD)).isEqualTo("1");
  }

  @Test
  void withAnotherPasswordTheTargetIsDown() throws Exception {
    assertThat(up("another")).isEqualTo("0");
  }

  private String up(String password) throws Exception {
    assumeTrue(
        Files.isExecutable(PrometheusServer.BINARY),
        PrometheusServer.BINARY + " is not here (package prometheus)");
    SelfSigned certificate = SelfSigned.in(folder, "password");
    Path file =
        Files.writeString(
            folder.resolve("web.yml"),
            """
            tls_server_config: {cert_file: %s, key_file: %s}
            basic_auth_users: {prometheus: "%s"}
            """
                .formatted(
                    certificate.certificatePem(),
                    certificate.keyPem(),
                    PasswordHash.of(PASSWORD.toCharArray()).text()));
    try (MetricsServer server =
            MetricsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new MetricsServer.Content(
                    new SeriesTable(10, Clock.systemUTC()), new ReadCounts(), () -> ""),
                WebConfig.read(file));
        PrometheusServer prometheus =
            PrometheusServer.start(
                server.address().getPort(),
                folder,
                List.of(
                    "scheme: https",
                    "tls_config: {ca_file: %s}".formatted(certificate.certificatePem()),
                    "basic_auth: {username: prometheus, password: %s}".formatted(password)))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> prometheus.isReady() && !samples(prometheus).isEmpty());
      return samples(prometheus);
    }
  }

  private static String samples(PrometheusServer prometheus) {
    return prometheus
        .query("query", Map.of("query", "up{job=\"ringside\"}"))
        .path("result")
        .path(0)
        .path("value")
        .path(1)
        .asText();
  }
}
