package dev.ringside.exporter.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringside.exporter.access.PasswordHash;
import dev.ringside.exporter.access.WebConfig;
import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.series.Reports;
import dev.ringside.exporter.topic.ReadCounts;
import dev.ringside.testkit.tls.SelfSigned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsServerTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private HttpClient client = HttpClient.newHttpClient();
  private String scheme = "http";
  private final SeriesTable table = new SeriesTable(100, Clock.systemUTC());
  private volatile String whyNotReady = "";
  private MetricsServer server;

  @BeforeEach
  void serve() throws IOException {
    table.accept(new Reports("llama", 0).window(1), 1);
    table.caughtUp();
    server = MetricsServer.start(ANY_PORT, content(table), WebConfig.OPEN);
  }

  private MetricsServer.Content content(SeriesTable shown) {
    return new MetricsServer.Content(shown, new ReadCounts(), () -> whyNotReady);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void servesText() throws Exception {
    HttpResponse<byte[]> page = get("/metrics");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValueSatisfying(isTextFormat());
    assertThat(text(page.body()))
        .contains("# TYPE ringside_collective_calls_total counter")
        .contains("process_start_time_seconds");
  }

  private static java.util.function.Consumer<String> isTextFormat() {
    return type -> assertThat(type).startsWith("text/plain; version=0.0.4");
  }

  @Test
  void servesOpenMetricsToWhoAsksForIt() throws Exception {
    HttpResponse<byte[]> page = get("/metrics", "Accept", "application/openmetrics-text");

    assertThat(text(page.body()))
        .contains("# TYPE ringside_collective_calls counter")
        .endsWith("# EOF\n");
  }

  @Test
  void compressesForWhoAsksForIt() throws Exception {
    HttpResponse<byte[]> page = get("/metrics", "Accept-Encoding", "gzip");

    assertThat(page.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(page.body()))) {
      assertThat(text(unzipped.readAllBytes())).contains("ringside_collective_calls_total{");
    }
  }

  @Test
  void isHealthyWhileItServesAndReadyOnlyWhenToldSo() throws Exception {
    whyNotReady = "reading ringside.reports from its beginning";

    assertThat(get("/-/healthy").statusCode()).isEqualTo(200);
    assertThat(get("/-/ready").statusCode()).isEqualTo(503);
    assertThat(text(get("/-/ready").body())).isEqualTo(whyNotReady + "\n");

    whyNotReady = "";
    assertThat(get("/-/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhereThingsAreAndThatOthersAreNot() throws Exception {
    assertThat(text(get("/").body())).contains("/metrics");
    assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
  }

  @Test
  void withTlsAndALoginOnlyHealthIsOpen(@TempDir Path folder) throws Exception {
    SelfSigned certificate = SelfSigned.in(folder, "password");
    Path file =
        Files.writeString(
            folder.resolve("web.yml"),
            """
            tls_server_config: {cert_file: %s, key_file: %s}
            basic_auth_users:
              prometheus: %s
            """
                .formatted(
                    certificate.certificatePem().getFileName(),
                    certificate.keyPem().getFileName(),
                    PasswordHash.of("pw".toCharArray()).text()));
    server.close();
    server = MetricsServer.start(ANY_PORT, content(table), WebConfig.read(file));
    client = HttpClient.newBuilder().sslContext(certificate.clientContext()).build();
    scheme = "https";

    assertThat(get("/-/healthy").statusCode()).isEqualTo(200);
    assertThat(get("/metrics").statusCode()).isEqualTo(401);
    HttpResponse<byte[]> page =
        get(
            "/metrics",
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString("prometheus:pw".getBytes(UTF_8)));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(text(page.body())).contains("ringside_collective_calls_total{");
  }

  @Test
  void whatIsNewShowsInAMoment() {
    table.accept(new Reports("qwen", 0).window(1), 1);

    await().until(() -> text(get("/metrics").body()).contains("deployment=\"qwen\""));
  }

  @Test
  void aBusyPortIsOneLineThatNamesIt() {
    int port = server.address().getPort();
    InetSocketAddress busy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);

    assertThatThrownBy(() -> MetricsServer.start(busy, content(table), WebConfig.OPEN))
        .isInstanceOf(AddressUnavailableException.class)
        .hasMessageStartingWith("port " + port + " on ")
        .hasMessageContaining(" is already in use")
        .hasMessageContaining("--port")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anAddressOfAnotherHostIsOneLineToo() {
    InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 0);

    assertThatThrownBy(() -> MetricsServer.start(elsewhere, content(table), WebConfig.OPEN))
        .isInstanceOf(AddressUnavailableException.class)
        .hasMessageContaining("192.0.2.1")
        .hasMessageNotContaining("in use");
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "%s://127.0.0.1:%d%s".formatted(scheme, server.address().getPort(), path)))
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }
}
