package dev.ringside.exporter.collect;

import dev.ringside.exporter.access.WebConfig;
import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.topic.ReadCounts;
import dev.ringside.exporter.web.Answer;
import dev.ringside.exporter.web.RequestHead;
import dev.ringside.exporter.web.Site;
import dev.ringside.exporter.web.WebLimits;
import dev.ringside.exporter.web.WebServer;
import dev.ringside.exporter.web.WebTraffic;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics} (text or OpenMetrics, gzip if asked for), {@code /-/healthy} and {@code
 * /-/ready}.
 *
 * <p>No client can hold up another one ({@link WebServer}). Health is answered on the thread of the
 * connection that asks, from two fields and without a lock, so it never waits for a page. The two
 * paths of health need no log-in: they say nothing but that, and probes have no passwords.
 */
public final class MetricsServer implements AutoCloseable {

  private static final String HEALTHY = "/-/healthy";
  private static final String READY = "/-/ready";
  private static final String DIRECTORY = "Ringside exporter: /metrics /-/healthy /-/ready";

  private final WebServer server;

  private MetricsServer(WebServer server) {
    this.server = server;
  }

  /**
   * What is served.
   *
   * @param whyNotReady empty when ready, else one line
   */
  public record Content(SeriesTable table, ReadCounts counts, Supplier<String> whyNotReady) {}

  /**
   * Starts to serve.
   *
   * @param address port 0 takes any free one
   * @throws AddressUnavailableException if the port is in use or the address is not this host's
   */
  public static MetricsServer start(InetSocketAddress address, Content content, WebConfig web)
      throws IOException {
    return start(address, content, web, WebLimits.DEFAULT);
  }

  static MetricsServer start(
      InetSocketAddress address, Content content, WebConfig web, WebLimits limits)
      throws IOException {
    WebTraffic traffic = new WebTraffic();
    Pages pages = new Pages(registry(content, traffic), traffic);
    Site everyone = request -> answer(request, content, pages);
    Site site =
        web.users().map(users -> users.guard(everyone, Set.of(HEALTHY, READY))).orElse(everyone);
    try {
      return new MetricsServer(
          WebServer.start(address, site, new WebServer.Door(limits, web.tls(), traffic)));
    } catch (IOException e) {
      throw unavailable(address, e);
    }
  }

  private static AddressUnavailableException unavailable(InetSocketAddress address, IOException e) {
    String where = address.getHostString();
    int port = address.getPort();
    return new AddressUnavailableException(
        isInUse(e)
            ? "port %d on %s is already in use: stop what listens there, or choose another with --port"
                .formatted(port, where)
            : "cannot serve on %s:%d: %s".formatted(where, port, e.getMessage()),
        e);
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
    try {
      WebServer.listen(address).close();
    } catch (IOException e) {
      throw unavailable(address, e);
    }
  }

  private static CollectorRegistry registry(Content content, WebTraffic traffic) {
    CollectorRegistry registry = new CollectorRegistry();
    registry.register(new ReportCollector(content.table(), content.counts(), traffic));
    registry.register(new StandardExports());
    registry.register(new MemoryPoolsExports());
    registry.register(new GarbageCollectorExports());
    return registry;
  }

  private static Answer answer(RequestHead request, Content content, Pages pages) {
    return switch (request.path()) {
      case "/metrics" -> metrics(request, pages);
      case HEALTHY -> Answer.line(Answer.OK, "healthy");
      case READY -> ready(content.whyNotReady().get());
      case "/" -> Answer.line(Answer.OK, DIRECTORY);
      default -> Answer.line(Answer.NOT_FOUND, DIRECTORY);
    };
  }

  private static Answer ready(String whyNot) {
    return whyNot.isEmpty()
        ? Answer.line(Answer.OK, "ready")
        : Answer.line(Answer.UNAVAILABLE, whyNot);
  }

  private static Answer metrics(RequestHead request, Pages pages) {
    Pages.Form form = Pages.Form.of(request.header("accept"), request.header("accept-encoding"));
    Answer page =
        new Answer(Answer.OK, List.of("Content-Type: " + form.contentType()), pages.page(form));
    return form.gzip() ? page.with("Content-Encoding: gzip") : page;
  }

  public InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }
}
