package dev.ringside.exporter.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.testkit.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A real Prometheus on loopback that scrapes one port every second, with its HTTP API. */
final class PrometheusServer implements AutoCloseable {

  static final Path BINARY = Path.of("/usr/bin/prometheus");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GRACE_SECONDS = 10;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final int port;

  private PrometheusServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static PrometheusServer start(int scraped, Path folder) throws IOException {
    return start(scraped, folder, List.of());
  }

  /**
   * @param how further lines of the scrape's configuration, such as its scheme
   */
  static PrometheusServer start(int scraped, Path folder, List<String> how) throws IOException {
    Path config = folder.resolve("prometheus.yml");
    List<String> lines =
        new ArrayList<>(
            List.of(
                "global: {scrape_interval: 1s}",
                "scrape_configs:",
                "  - job_name: ringside",
                "    static_configs: [{targets: ['127.0.0.1:%d']}]".formatted(scraped)));
    how.forEach(line -> lines.add("    " + line));
    Files.write(config, lines);
    int port = FreePorts.next();
    Process process =
        new ProcessBuilder(
                BINARY.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    return new PrometheusServer(process, port);
  }

  boolean isReady() {
    try {
      return send("/-/ready").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** The {@code data} of an answer; fails with Prometheus' own words. */
  JsonNode query(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    try {
      JsonNode answer = JSON.readTree(send("/api/v1/" + path + "?" + query).body());
      if (!answer.path("status").asText().equals("success")) {
        throw new AssertionError(parameters + ": " + answer.path("error").asText());
      }
      return answer.path("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of all metrics it has ever scraped. */
  TreeSet<String> metricNames() {
    TreeSet<String> names = new TreeSet<>();
    query("label/__name__/values", Map.of()).forEach(name -> names.add(name.asText()));
    return names;
  }

  private HttpResponse<String> send(String path) {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
