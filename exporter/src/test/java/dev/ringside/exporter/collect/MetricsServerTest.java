package dev.ringside.exporter.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.series.Reports;
import dev.ringside.exporter.topic.ReadCounts;
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
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpClient client = HttpClient.newHttpClient();
  private static final String WHOLE_REQUEST = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final SeriesTable table = new SeriesTable(100);
  private final SeriesTable large = new SeriesTable(500);
  private volatile String whyNotReady = "";
  private MetricsServer server;

  @BeforeEach
  void serve() throws IOException {
    table.accept(new Reports("llama", 0).window(1), 1);
    table.caughtUp();
    server = MetricsServer.start(ANY_PORT, table, new ReadCounts(), () -> whyNotReady);
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
  void clientsThatDoNotFinishTheirRequestDoNotHoldUpOthers() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < MetricsServer.THREADS - 1; i++) {
        slow.add(ask("GET /metrics HTTP/1.1\r\nHost:"));
      }

      assertThat(get("/metrics").statusCode()).isEqualTo(200);
    } finally {
      close(slow);
    }
  }

  @Test
  void moreSlowClientsThanThreadsAreCutOff() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 3 * MetricsServer.THREADS; i++) {
        slow.add(ask("GET /metrics HTTP/1.1\r\nHost:"));
      }

      assertThat(get("/metrics").statusCode()).isEqualTo(200);
    } finally {
      close(slow);
    }
  }

  /** The page is larger than the 3 MB that the sockets buffer, so the server has to wait. */
  @Test
  void clientsThatAskAndNeverReadAreCutOff() throws Exception {
    for (int replica = 0; replica < 100; replica++) {
      large.accept(new Reports("x".repeat(120), replica).window(1), 1);
    }
    large.caughtUp();
    server.close();
    server = MetricsServer.start(ANY_PORT, large, new ReadCounts(), () -> whyNotReady);
    List<Socket> deaf = new ArrayList<>();
    try {
      for (int i = 0; i < MetricsServer.THREADS - 1; i++) {
        deaf.add(ask(WHOLE_REQUEST));
      }
      awaitThreadsThatWrite(MetricsServer.THREADS - 1);
      assertThat(get("/-/healthy").statusCode()).isEqualTo(200);

      deaf.add(ask(WHOLE_REQUEST));
      awaitThreadsThatWrite(MetricsServer.THREADS);
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreException(IOException.class)
          .until(() -> get("/-/healthy").statusCode() == 200);
    } finally {
      close(deaf);
    }
  }

  private static void awaitThreadsThatWrite(long threads) {
    await().atMost(Duration.ofSeconds(60)).until(() -> threadsThatWrite() == threads);
  }

  /** Threads of the server that are in a socket's write. */
  private static long threadsThatWrite() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("metrics-server-"))
        .filter(
            thread ->
                Arrays.stream(thread.getValue())
                    .anyMatch(
                        frame ->
                            frame.getClassName().equals("sun.nio.ch.SocketChannelImpl")
                                && frame.getMethodName().equals("write")))
        .count();
  }

  private Socket ask(String request) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(server.address());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void aBusyPortIsOneLineThatNamesIt() {
    int port = server.address().getPort();
    InetSocketAddress busy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);

    assertThatThrownBy(() -> MetricsServer.start(busy, table, new ReadCounts(), () -> ""))
        .isInstanceOf(AddressUnavailableException.class)
        .hasMessageStartingWith("port " + port + " on ")
        .hasMessageContaining(" is already in use")
        .hasMessageContaining("--port")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anAddressOfAnotherHostIsOneLineToo() {
    InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 0);

    assertThatThrownBy(() -> MetricsServer.start(elsewhere, table, new ReadCounts(), () -> ""))
        .isInstanceOf(AddressUnavailableException.class)
        .hasMessageContaining("192.0.2.1")
        .hasMessageNotContaining("in use");
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
