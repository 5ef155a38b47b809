package dev.ringside.exporter.collect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.topic.ReadCounts;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer.HTTPMetricHandler;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics} (text or OpenMetrics, gzip if asked for), {@code /-/healthy} and {@code
 * /-/ready}.
 *
 * <p>At most {@value #THREADS} requests at once. A page is rendered into memory before it is sent,
 * and a client that sends for more than 5 s or reads for more than 30 s is cut off, so that it
 * holds one thread for a bounded time and no lock at all. While such clients hold every thread, a
 * request that waits for one is cut off after 5 s too.
 */
public final class MetricsServer implements AutoCloseable {

  static final int THREADS = 8;

  private static final int WAITING_CONNECTIONS = 64;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  static {
    // The JDK's server reads these once, when it is first used; an operator's own setting wins.
    limitSeconds("sun.net.httpserver.maxReqTime", "5");
    limitSeconds("sun.net.httpserver.maxRspTime", "30");
  }

  private final HttpServer server;
  private final ExecutorService executor;

  private MetricsServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Starts to serve.
   *
   * @param address port 0 takes any free one
   * @param whyNotReady empty when ready, else one line
   * @throws AddressUnavailableException if the port is in use or the address is not this host's
   */
  public static MetricsServer start(
      InetSocketAddress address, SeriesTable table, ReadCounts counts, Supplier<String> whyNotReady)
      throws IOException {
    HttpServer server = bind(address);
    HTTPMetricHandler metrics = new HTTPMetricHandler(registry(table, counts));
    server.createContext("/", MetricsServer::answerElsewhere);
    server.createContext("/metrics", metrics);
    server.createContext("/-/healthy", exchange -> answer(exchange, OK, "healthy"));
    server.createContext("/-/ready", exchange -> answerReady(exchange, whyNotReady.get()));
    ExecutorService executor = Executors.newFixedThreadPool(THREADS, daemons());
    server.setExecutor(executor);
    server.start();
    return new MetricsServer(server, executor);
  }

  private static HttpServer bind(InetSocketAddress address) throws AddressUnavailableException {
    try {
      return HttpServer.create(address, WAITING_CONNECTIONS);
    } catch (IOException e) {
      String where = address.getHostString();
      int port = address.getPort();
      throw new AddressUnavailableException(
          isInUse(e)
              ? "port %d on %s is already in use: stop what listens there, or choose another with --port"
                  .formatted(port, where)
              : "cannot serve on %s:%d: %s".formatted(where, port, e.getMessage()),
          e);
    }
  }

  /** The JDK throws the same exception for an address of another host and for a privileged port. */
  private static boolean isInUse(IOException e) {
    return e instanceof BindException && String.valueOf(e.getMessage()).contains("in use");
  }

  /**
   * Checks an address that will be served on later, before anything slow is started.
   *
   * @throws AddressUnavailableException if the port is in use or the address is not this host's
   */
  public static void requireFree(InetSocketAddress address) throws AddressUnavailableException {
    bind(address).stop(0);
  }

  private static CollectorRegistry registry(SeriesTable table, ReadCounts counts) {
    CollectorRegistry registry = new CollectorRegistry();
    registry.register(new ReportCollector(table, counts));
    registry.register(new StandardExports());
    registry.register(new MemoryPoolsExports());
    registry.register(new GarbageCollectorExports());
    return registry;
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static void limitSeconds(String property, String seconds) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, seconds);
    }
  }

  private static ThreadFactory daemons() {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "metrics-server-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private static void answerReady(HttpExchange exchange, String whyNot) throws IOException {
    boolean ready = whyNot.isEmpty();
    answer(exchange, ready ? OK : UNAVAILABLE, ready ? "ready" : whyNot);
  }

  private static void answerElsewhere(HttpExchange exchange) throws IOException {
    boolean root = exchange.getRequestURI().getPath().equals("/");
    answer(exchange, root ? OK : NOT_FOUND, "Ringside exporter: /metrics /-/healthy /-/ready");
  }

  private static void answer(HttpExchange exchange, int status, String line) throws IOException {
    byte[] body = (line + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      if (!head) {
        out.write(body);
      }
    }
  }
}
