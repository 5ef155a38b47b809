package dev.ringside.exporter.main;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;

/** What Prometheus would get. */
final class Scrape {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Scrape() {}

  static HttpResponse<String> get(int port, String path) {
    try {
      return CLIENT.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path))).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Value by series, of all metrics whose name starts so. */
  static Map<String, Double> series(int port, String prefix) {
    Map<String, Double> series = new TreeMap<>();
    get(port, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(prefix))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              series.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            });
    return series;
  }
}
