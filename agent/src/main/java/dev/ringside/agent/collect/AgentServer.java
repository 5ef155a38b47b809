package dev.ringside.agent.collect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ringside.agent.delivery.Outlet;
import dev.ringside.agent.loop.AgentCounts;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@code /metrics} and {@code /health}. Two threads and a short queue: a client that asks
 * too often is turned away, and the agent's own work is not touched.
 */
public final class AgentServer implements AutoCloseable {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final CollectorRegistry registry = new CollectorRegistry();

  private AgentServer(HttpServer server) {
    this.server = server;
    threads =
        new ThreadPoolExecutor(
            2,
            2,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(16),
            task -> {
              Thread thread = new Thread(task, "metrics");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
  }

  /**
   * @param address port 0 takes any free one
   * @throws IOException with one line, if it cannot be listened on
   */
  public static AgentServer start(
      InetSocketAddress address, AgentCounts counts, Outlet outlet, InstantSource clock)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(address, 16);
    } catch (IOException e) {
      throw new IOException(
          "cannot serve metrics on %s:%d: %s; choose another with metrics: {port: N}"
              .formatted(address.getHostString(), address.getPort(), e.getMessage()),
          e);
    }
    AgentServer metrics = new AgentServer(server);
    metrics.registry.register(new AgentCollector(counts, outlet, clock));
    metrics.registry.register(new StandardExports());
    metrics.registry.register(new MemoryPoolsExports());
    AgentHealth health = new AgentHealth(counts, clock);
    server.createContext("/", exchange -> metrics.answer(exchange, health));
    server.start();
    return metrics;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange, AgentHealth health) throws IOException {
    switch (exchange.getRequestURI().getPath()) {
      case "/metrics" -> answer(exchange, OK, TextFormat.CONTENT_TYPE_004, page());
      case "/health" -> {
        String whyNot = health.whyNot();
        boolean well = whyNot.isEmpty();
        answer(exchange, well ? OK : UNAVAILABLE, TEXT, (well ? "healthy" : whyNot) + "\n");
      }
      default -> answer(exchange, NOT_FOUND, TEXT, "Ringside agent: /metrics /health\n");
    }
  }

  private String page() {
    StringWriter page = new StringWriter();
    try {
      TextFormat.write004(page, registry.metricFamilySamples());
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return page.toString();
  }

  private static void answer(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
