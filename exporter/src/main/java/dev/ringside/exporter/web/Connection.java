package dev.ringside.exporter.web;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: reads its requests and writes the answers, each step within its time. A step that
 * takes longer is ended by closing the socket under it, for a blocked read or write ends no other
 * way.
 */
final class Connection implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private static final int BUFFER = 2048;

  private final Socket raw;
  private final WebServer server;
  private Future<?> deadline;

  Connection(Socket raw, WebServer server) {
    this.raw = raw;
    this.server = server;
  }

  /** Begins the time of a request; of the first one before a thread takes the connection. */
  void begin() {
    within(server.limits().request(), () -> cut(WebTraffic.CutOff.SLOW_REQUEST));
  }

  @Override
  public void run() {
    try (raw;
        Socket socket = server.secured(raw)) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
      OutputStream out = socket.getOutputStream();
      int first = in.read();
      while (first >= 0 && exchange(first, in, out)) {
        within(server.limits().idle(), this::close);
        server.served(this);
        first = in.read();
        begin();
      }
    } catch (IOException e) {
      LOG.debug("{}: {}", raw.getRemoteSocketAddress(), e.getMessage());
    } finally {
      deadlineOver();
      server.left(this);
    }
  }

  /** False if the connection ends with this answer. */
  private boolean exchange(int first, InputStream in, OutputStream out) throws IOException {
    try {
      RequestHead request = RequestHead.read(first, in);
      send(answer(request), request, out);
      return request.keepAlive();
    } catch (RefusedRequestException e) {
      server.traffic().count(WebTraffic.CutOff.BAD_REQUEST);
      write(Answer.line(e.status(), e.getMessage()), false, true, out);
      return false;
    }
  }

  private Answer answer(RequestHead request) {
    try {
      return server.site().answer(request);
    } catch (RuntimeException e) {
      LOG.warn("answering {}", request.path(), e);
      return Answer.line(Answer.BROKEN, "internal error; the log has more");
    }
  }

  private void send(Answer answer, RequestHead request, OutputStream out) throws IOException {
    server.traffic().answering(1);
    try {
      write(answer, request.keepAlive(), !request.method().equals("HEAD"), out);
    } finally {
      server.traffic().answering(-1);
    }
  }

  private void write(Answer answer, boolean keepAlive, boolean withBody, OutputStream out)
      throws IOException {
    within(server.limits().answer(), () -> cut(WebTraffic.CutOff.SLOW_READER));
    out.write(answer.head(keepAlive));
    if (withBody) {
      out.write(answer.body());
    }
    out.flush();
  }

  private synchronized void within(Duration limit, Runnable otherwise) {
    deadlineOver();
    deadline = server.after(limit, otherwise);
  }

  private synchronized void deadlineOver() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  /** Ends whatever it is doing. */
  void cut(WebTraffic.CutOff why) {
    server.traffic().count(why);
    close();
  }

  void close() {
    try {
      raw.close();
    } catch (IOException e) {
      LOG.debug("closing {}: {}", raw.getRemoteSocketAddress(), e.getMessage());
    }
  }
}
