package dev.ringside.agent.collect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ringside.agent.delivery.Outlet;
import dev.ringside.agent.iterations.IterationCounts;
import dev.ringside.agent.loop.AgentCounts;
import dev.ringside.agent.ras.KernelTiming;
import dev.ringside.agent.ras.RasUse;
import dev.ringside.agent.ras.RasWatch;
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
 * Serves {@code /metrics} and {@code /health}, tells at {@code /ras} what RAS says, and takes the
 * wish to time kernels ({@code POST /timing}). Two threads and a short queue: a client that asks
 * too often is turned away, and the agent's own work is not touched.
 */
public final class AgentServer implements AutoCloseable {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int CONFLICT = 409;
  private static final int BAD_GATEWAY = 502;
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
   * What is shown.
   *
   * @param told what engines told of their passes
   */
  public record Shown(AgentCounts counts, IterationCounts told, Outlet outlet, RasUse ras) {}

  /**
   * @param address port 0 takes any free one
   * @throws IOException with one line, if it cannot be listened on
   */
  public static AgentServer start(InetSocketAddress address, Shown shown, InstantSource clock)
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
    metrics.registry.register(new AgentCollector(shown.counts, shown.outlet, clock));
    metrics.registry.register(new EngineCollector(shown.told, shown.ras));
    metrics.registry.register(new StandardExports());
    metrics.registry.register(new MemoryPoolsExports());
    AgentHealth health = new AgentHealth(shown.counts, clock);
    server.createContext("/", exchange -> metrics.answer(exchange, health, shown.ras));
    server.start();
    return metrics;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange, AgentHealth health, RasUse ras) throws IOException {
    switch (exchange.getRequestURI().getPath()) {
      case "/metrics" -> answer(exchange, OK, TextFormat.CONTENT_TYPE_004, page());
      case "/health" -> {
        String whyNot = health.whyNot();
        boolean well = whyNot.isEmpty();
        answer(exchange, well ? OK : UNAVAILABLE, TEXT, (well ? "healthy" : whyNot) + "\n");
      }
      case "/ras" -> tellRas(exchange, ras);
      case "/timing" -> time(exchange, ras);
      default ->
          answer(exchange, NOT_FOUND, TEXT, "Ringside agent: /metrics /health /ras /timing\n");
    }
  }

  private static void tellRas(HttpExchange exchange, RasUse ras) throws IOException {
    if (ras.watch().isEmpty()) {
      answer(exchange, NOT_FOUND, TEXT, "RAS is not asked: agent.yaml has no ras: {poll: TIME}\n");
    } else {
      RasWatch.Found found = ras.watch().get().found();
      String suspects = found.suspects().isEmpty() ? "" : "suspects " + found.suspects() + "\n";
      answer(exchange, OK, TEXT, found.verdict() + "\n" + suspects);
    }
  }

  /** Only by POST: a page that is looked at changes nothing. */
  private static void time(HttpExchange exchange, RasUse ras) throws IOException {
    if (ras.timing().isEmpty()) {
      answer(exchange, NOT_FOUND, TEXT, "kernels are not timed: agent.yaml has no ras: {timing}\n");
    } else if (!exchange.getRequestMethod().equals("POST")) {
      answer(exchange, NOT_ALLOWED, TEXT, "POST times kernels for a while\n");
    } else {
      KernelTiming timing = ras.timing().get();
      String length = timing.events().length().toSeconds() + " s\n";
      switch (timing.start()) {
        case STARTED -> answer(exchange, ACCEPTED, TEXT, "kernels are timed for " + length);
        case RUNNING -> answer(exchange, CONFLICT, TEXT, "kernels are being timed\n");
        case REFUSED -> answer(exchange, BAD_GATEWAY, TEXT, "RAS refuses: see the agent's log\n");
      }
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
