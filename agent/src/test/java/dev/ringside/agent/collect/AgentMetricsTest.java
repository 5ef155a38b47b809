package dev.ringside.agent.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.agent.delivery.Delivery;
import dev.ringside.agent.delivery.DeliveryLimits;
import dev.ringside.agent.delivery.SpooledPublisher;
import dev.ringside.agent.iterations.IterationCounts;
import dev.ringside.agent.loop.AgentCounts;
import dev.ringside.agent.ras.RasPort;
import dev.ringside.agent.ras.RasUse;
import dev.ringside.agent.ras.RasWatch;
import dev.ringside.schemas.topic.BatchKey;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.testkit.time.ManualClock;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentMetricsTest {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("ringside.repository")).resolve("docs/agent.md");

  /** Takes nothing: whoever sends has to wait. */
  private static final Delivery AWAY =
      new Delivery() {
        @Override
        public boolean offer(BatchKey key, byte[] batch, Receipt receipt) {
          return false;
        }

        @Override
        public void restart() {}

        @Override
        public void close() {}
      };

  private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_000));
  private final AgentCounts counts = new AgentCounts();
  private SpooledPublisher publisher;
  private AgentServer server;

  @BeforeEach
  void start() throws Exception {
    counts.started(clock.millis());
    publisher =
        new SpooledPublisher(
            null,
            AWAY,
            new DeliveryLimits(8, 8, 8, 1_000, Duration.ofHours(1), Duration.ofMillis(10)),
            clock);
    server =
        AgentServer.start(
            new InetSocketAddress("127.0.0.1", 0),
            new AgentServer.Shown(counts, new IterationCounts(), publisher, asking()),
            clock);
  }

  @AfterEach
  void stop() {
    server.close();
    publisher.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** Looked at here, and not started. */
  private RasUse asking() {
    RasPort port = new RasPort(new InetSocketAddress("127.0.0.1", 1), Duration.ofSeconds(1));
    return new RasUse(Optional.of(new RasWatch(port, Path.of("any"))), Optional.empty());
  }

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws Exception {
    Pattern name = Pattern.compile("\\bringside_agent_[a-z_]+[a-z]\\b");
    TreeSet<String> documented = new TreeSet<>();
    name.matcher(Files.readString(DOCUMENT)).results().forEach(hit -> documented.add(hit.group()));
    TreeSet<String> served = new TreeSet<>();
    Pattern.compile("# TYPE (ringside_agent_\\w+)")
        .matcher(get("/metrics").body())
        .results()
        .forEach(hit -> served.add(hit.group(1)));

    assertThat(served).isEqualTo(documented).isNotEmpty();
  }

  @Test
  void whatWaitsAndWhatIsLostIsTold() throws Exception {
    publisher.offer(new RecordKey("d", 0, 1), new byte[10], 7);
    publisher.offer(new RecordKey("d", 0, 1), new byte[1_001], 5);

    String page = get("/metrics").body();

    assertThat(page)
        .contains("ringside_agent_calls_batched_total 12.0")
        .contains("ringside_agent_calls_pending 7.0")
        .contains("ringside_agent_calls_dropped_total{reason=\"too_large\",} 5.0")
        .contains("ringside_agent_calls_dropped_total{reason=\"queue_full\",} 0.0")
        .contains("process_resident_memory_bytes");
  }

  @Test
  void healthIsThatTheSourcesAreAsked() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(200);

    clock.advance(Duration.ofSeconds(31));

    HttpResponse<String> ill = get("/health");
    assertThat(ill.statusCode()).isEqualTo(503);
    assertThat(ill.body()).isEqualTo("the sources have not been asked for 31 s\n");
    assertThat(get("/other").statusCode()).isEqualTo(404);
  }
}
