package dev.ringside.exporter.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a {@link Site} over HTTP/1.1, with TLS if it is given a context.
 *
 * <p>Law: a client waits for no other one. Each connection has a thread of its own, there are at
 * most {@link WebLimits#connections}, and every step of each has an end. One connection too many
 * closes the one that has been in its step for longest, so that a client that holds many
 * connections loses them, and one that sends a whole request and reads the answer is served.
 */
public final class WebServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  private static final int WAITING_CONNECTIONS = 128;
  private static final long STACK_BYTES = 256 * 1024;
  private static final int IDLE_THREAD_SECONDS = 30;
  private static final int PAUSE_MS = 100;

  private final ServerSocket listener;
  private final Site site;
  private final WebLimits limits;
  private final Optional<SSLSocketFactory> tls;

  /** In the order in which their steps began. */
  private final Set<Connection> open = new LinkedHashSet<>();

  private final WebTraffic traffic;
  private final ScheduledThreadPoolExecutor timer;
  private final ExecutorService threads;

  private WebServer(ServerSocket listener, Site site, Door door) {
    this.listener = listener;
    this.site = site;
    this.limits = door.limits();
    this.tls = door.tls().map(SSLContext::getSocketFactory);
    this.traffic = door.traffic();
    timer =
        new ScheduledThreadPoolExecutor(
            1, daemons("web-timer-"), new ThreadPoolExecutor.DiscardPolicy());
    timer.setRemoveOnCancelPolicy(true);
    threads =
        new ThreadPoolExecutor(
            0,
            2 * limits.connections(),
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            daemons("web-"));
  }

  /**
   * How clients come in.
   *
   * @param tls absent for plain HTTP
   * @param traffic where they are counted
   */
  public record Door(WebLimits limits, Optional<SSLContext> tls, WebTraffic traffic) {}

  /**
   * Takes the address and starts to serve.
   *
   * @param address port 0 takes any free one
   * @throws IOException if the address cannot be listened on
   */
  public static WebServer start(InetSocketAddress address, Site site, Door door)
      throws IOException {
    WebServer server = new WebServer(listen(address), site, door);
    server.daemons("web-accept-").newThread(server::acceptAll).start();
    return server;
  }

  /** Takes an address, for {@link #start} or only to see that it is free. */
  public static ServerSocket listen(InetSocketAddress address) throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(address, WAITING_CONNECTIONS);
      return listener;
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private ThreadFactory daemons(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), STACK_BYTES);
      thread.setDaemon(true);
      return thread;
    };
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        admit(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.warn("cannot accept a connection: {}; trying again", e.getMessage());
          pause();
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void admit(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    Connection connection = new Connection(socket, this);
    add(connection).ifPresent(longest -> longest.cut(WebTraffic.CutOff.CROWDED));
    connection.begin();
    try {
      threads.execute(connection);
    } catch (RejectedExecutionException e) {
      left(connection);
      connection.cut(WebTraffic.CutOff.CROWDED);
    }
  }

  /** The connection that has to go, if there is no room for both. */
  private Optional<Connection> add(Connection connection) {
    synchronized (open) {
      Optional<Connection> longest =
          open.size() < limits.connections() ? Optional.empty() : open.stream().findFirst();
      longest.ifPresent(this::left);
      open.add(connection);
      traffic.connected(1);
      return longest;
    }
  }

  /** Its next step begins: it has no longer waited longest. */
  void served(Connection connection) {
    synchronized (open) {
      if (open.remove(connection)) {
        open.add(connection);
      }
    }
  }

  void left(Connection connection) {
    synchronized (open) {
      if (open.remove(connection)) {
        traffic.connected(-1);
      }
    }
  }

  /** The socket to talk through; with TLS, after the handshake. */
  Socket secured(Socket raw) throws IOException {
    if (tls.isEmpty()) {
      return raw;
    }
    SSLSocket socket = (SSLSocket) tls.get().createSocket(raw, null, raw.getPort(), true);
    socket.setUseClientMode(false);
    socket.startHandshake();
    return socket;
  }

  Future<?> after(Duration delay, Runnable task) {
    return timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  Site site() {
    return site;
  }

  WebLimits limits() {
    return limits;
  }

  WebTraffic traffic() {
    return traffic;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.debug("closing the listener: {}", e.getMessage());
    }
    timer.shutdownNow();
    List<Connection> all;
    synchronized (open) {
      all = new ArrayList<>(open);
    }
    all.forEach(Connection::close);
    threads.shutdownNow();
  }
}
