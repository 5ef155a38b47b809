package dev.ringside.exporter.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.exporter.series.ReadTally;
import dev.ringside.exporter.series.Reports;
import dev.ringside.exporter.series.SeriesTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpClient client = HttpClient.newHttpClient();
  private final SeriesTable table = new SeriesTable(100);
  private volatile String whyNotReady = "";
  private MetricsServer server;

  @BeforeEach
  void serve() throws IOException {
    table.accept(new Reports("llama", 0).window(1), 1);
    table.caughtUp();
    server = MetricsServer.start(ANY_PORT, table, new ReadTally(), () -> whyNotReady);
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
  void clientsThatNeitherFinishNorReadDoNotHoldUpOthers() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < MetricsServer.THREADS - 1; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost:".getBytes("US-ASCII"));
        slow.add(socket);
      }

      assertThat(get("/metrics").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void moreSlowClientsThanThreadsAreCutOff() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 3 * MetricsServer.THREADS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost:".getBytes("US-ASCII"));
        slow.add(socket);
      }

      assertThat(get("/metrics").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void aBusyPortIsOneLineThatNamesIt() {
    int port = server.address().getPort();
    InetSocketAddress busy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);

    assertThatThrownBy(() -> MetricsServer.start(busy, table, new ReadTally(), () -> ""))
        .isInstanceOf(AddressUnavailableException.class)
        .hasMessageContaining("port " + port)
        .hasMessageContaining("--port")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anAddressOfAnotherHostIsOneLineToo() {
    InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 0);

    assertThatThrownBy(() -> MetricsServer.start(elsewhere, table, new ReadTally(), () -> ""))
        .isInstanceOf(AddressUnavailableException.class)
        .hasMessageContaining("192.0.2.1");
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(server.address().getPort(), path)))
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
