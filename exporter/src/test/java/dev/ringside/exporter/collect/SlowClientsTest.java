package dev.ringside.exporter.collect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringside.exporter.access.WebConfig;
import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.series.Reports;
import dev.ringside.exporter.topic.ReadCounts;
import dev.ringside.testkit.tls.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * 50 clients of each kind that hold a server up, against scrapes of a large page: none may take
 * longer than a second. {@code -Dringside.figures=true} prints how long they took.
 */
class SlowClientsTest {

  private static final int OF_EACH_KIND = 50;
  private static final int SCRAPES = 8;
  private static final Duration PROMISE = Duration.ofSeconds(1);
  private static final String WHOLE = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";

  /** How a client is slow. */
  private enum Kind {
    SILENT(""),
    HALF_SENT_HEADER("GET /metrics HTTP/1.1\r\nHost:"),
    BIG_HEADER("GET /metrics HTTP/1.1\r\nA: " + "x".repeat(1 << 20)),
    NEVER_READS(WHOLE),
    ONE_BYTE_A_SECOND("");

    private final String sent;

    Kind(String sent) {
      this.sent = sent;
    }
  }

  private final List<Socket> slow = Collections.synchronizedList(new ArrayList<>());
  private final ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
  private MetricsServer server;
  private HttpClient client = HttpClient.newHttpClient();
  private String scheme = "http";

  @BeforeEach
  void serveALargePage() throws IOException {
    server = serve(WebConfig.OPEN);
  }

  /** Larger than the 3 MB that the sockets of both ends buffer, so that a writer has to wait. */
  private static MetricsServer serve(WebConfig web) throws IOException {
    SeriesTable table = new SeriesTable(500, Clock.systemUTC());
    for (int replica = 0; replica < 100; replica++) {
      table.accept(new Reports("x".repeat(120), replica).window(1), 1);
    }
    table.caughtUp();
    return MetricsServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new MetricsServer.Content(table, new ReadCounts(), () -> ""),
        web);
  }

  @AfterEach
  void close() throws IOException {
    drip.shutdownNow();
    for (Socket socket : slow) {
      socket.close();
    }
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void noneOfAKindHoldsUpAScrape(Kind kind) throws Exception {
    begin(kind);

    scrapesKeepThePromise(kind.name());
  }

  @Test
  void norDoAllKindsTogether() throws Exception {
    for (Kind kind : Kind.values()) {
      begin(kind);
    }

    scrapesKeepThePromise("all together");
    await().atMost(Duration.ofSeconds(30)).until(() -> metric("ringside_exporter_connections") < 5);
  }

  @Test
  void norDoesAnyoneWithTls(@TempDir Path folder) throws Exception {
    SelfSigned certificate = SelfSigned.in(folder, "password");
    Path file =
        Files.writeString(
            folder.resolve("web.yml"),
            "tls_server_config: {cert_file: %s, key_file: %s}"
                .formatted(certificate.certificatePem(), certificate.keyPem()));
    server.close();
    server = serve(WebConfig.read(file));
    client = HttpClient.newBuilder().sslContext(certificate.clientContext()).build();
    scheme = "https";
    for (Kind kind : Kind.values()) {
      begin(kind);
    }

    scrapesKeepThePromise("all together, before a TLS handshake");
  }

  private void begin(Kind kind) throws IOException {
    List<Socket> begun = new ArrayList<>();
    for (int i = 0; i < OF_EACH_KIND; i++) {
      Socket socket = new Socket();
      slow.add(socket);
      begun.add(socket);
      socket.setReceiveBufferSize(4096);
      socket.connect(server.address());
      write(socket, kind.sent);
    }
    if (kind == Kind.ONE_BYTE_A_SECOND) {
      for (int i = 0; i < WHOLE.length(); i++) {
        String next = WHOLE.substring(i, i + 1);
        drip.schedule(() -> begun.forEach(s -> write(s, next)), i, TimeUnit.SECONDS);
      }
    }
  }

  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(US_ASCII));
    } catch (IOException e) {
      // The server has cut it off, which is its right.
    }
  }

  private void scrapesKeepThePromise(String against) throws Exception {
    get("/-/healthy"); // the client's own first use
    List<Long> scrapes = new ArrayList<>();
    List<Long> health = new ArrayList<>();
    for (int i = 0; i < SCRAPES; i++) {
      health.add(timed("/-/ready"));
      scrapes.add(timed("/metrics"));
    }
    if (Boolean.getBoolean("ringside.figures")) {
      System.out.printf(
          "| %s | %d | %d | %d | %d |%n",
          against,
          median(scrapes),
          Collections.max(scrapes),
          median(health),
          Collections.max(health));
    }
    assertThat(scrapes).allMatch(ms -> ms <= PROMISE.toMillis());
    assertThat(health).allMatch(ms -> ms <= PROMISE.toMillis());
  }

  private static long median(List<Long> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
  }

  private long timed(String path) throws Exception {
    long start = System.nanoTime();
    assertThat(get(path).statusCode()).isEqualTo(200);
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private double metric(String name) throws Exception {
    return new String(get("/metrics").body(), US_ASCII)
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    URI uri = URI.create("%s://127.0.0.1:%d%s".formatted(scheme, server.address().getPort(), path));
    return client.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }
}
