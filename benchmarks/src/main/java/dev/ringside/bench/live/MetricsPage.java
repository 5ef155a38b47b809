package dev.ringside.bench.live;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The exporter's page, read as Prometheus reads it. */
final class MetricsPage {

  private static final Pattern CALLS =
      Pattern.compile(
          "^ringside_collective_calls_total\\{.*?deployment=\"([^\"]*)\".*} (\\S+)$",
          Pattern.MULTILINE);

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest request;

  MetricsPage(int port) {
    request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
  }

  /** Calls by deployment, all series together. */
  Map<String, Long> calls() throws IOException, InterruptedException {
    String page = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return callsIn(page);
  }

  static Map<String, Long> callsIn(String page) {
    Map<String, Long> calls = new TreeMap<>();
    Matcher line = CALLS.matcher(page);
    while (line.find()) {
      calls.merge(line.group(1), Math.round(Double.parseDouble(line.group(2))), Long::sum);
    }
    return calls;
  }
}
