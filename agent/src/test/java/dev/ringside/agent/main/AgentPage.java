package dev.ringside.agent.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;

/** The agent's own metrics, as Prometheus would see them. */
final class AgentPage {

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;

  AgentPage(int port) {
    address = URI.create("http://127.0.0.1:%d/metrics".formatted(port));
  }

  String text() throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** The value of the sample whose line begins so, 0 if there is none; several are summed. */
  long value(String prefix) throws IOException, InterruptedException {
    return value(text(), prefix);
  }

  private static long value(String text, String prefix) {
    return text.lines()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Where the calls are, a line each. */
  String account() throws IOException, InterruptedException {
    return text()
        .lines()
        .filter(line -> line.startsWith("ringside_agent_calls_"))
        .collect(Collectors.joining("; "));
  }

  /** What is in batches was seen before, if this agent's spool was empty when it started. */
  void requireBalance() throws IOException, InterruptedException {
    String text = text();
    requireEachInOnePlace(text);
    assertThat(value(text, "ringside_agent_calls_seen_total "))
        .isGreaterThanOrEqualTo(value(text, "ringside_agent_calls_batched_total "));
  }

  /** Every call in a batch is delivered, pending or dropped. */
  void requireEachInOnePlace() throws IOException, InterruptedException {
    requireEachInOnePlace(text());
  }

  private static void requireEachInOnePlace(String text) {
    assertThat(
            value(text, "ringside_agent_calls_delivered_total ")
                + value(text, "ringside_agent_calls_pending ")
                + value(text, "ringside_agent_calls_dropped_total{"))
        .isEqualTo(value(text, "ringside_agent_calls_batched_total "));
  }
}
