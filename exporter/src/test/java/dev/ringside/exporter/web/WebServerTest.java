package dev.ringside.exporter.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebServerTest {

  private static final String REQUEST = "GET /%s HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final byte[] LARGE = new byte[32 << 20];

  private final WebTraffic traffic = new WebTraffic();
  private final List<Socket> sockets = new ArrayList<>();
  private WebServer server;

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  @Test
  void severalRequestsTravelOnOneConnection() throws IOException {
    start(new WebLimits(4, LONG, LONG, LONG));
    Socket socket = connect();

    for (String path : List.of("one", "two")) {
      send(socket, REQUEST.formatted(path));
      assertThat(answer(socket)).startsWith("HTTP/1.1 200 OK").endsWith("you asked for /" + path);
    }
    assertThat(traffic.connections()).isOne();
  }

  @Test
  void aHeadHasNoBody() throws IOException {
    start(new WebLimits(4, LONG, LONG, LONG));
    Socket socket = connect();

    send(socket, "HEAD /large HTTP/1.1\r\nConnection: close\r\n\r\n");

    String all = new String(socket.getInputStream().readAllBytes(), US_ASCII);
    assertThat(all).contains("Content-Length: " + LARGE.length).endsWith("\r\n\r\n");
  }

  @Test
  void anErrorOfTheSiteIsAnAnswer() throws IOException {
    start(new WebLimits(4, LONG, LONG, LONG));
    Socket socket = connect();

    send(socket, REQUEST.formatted("broken"));

    assertThat(answer(socket)).startsWith("HTTP/1.1 500 ").doesNotContain("secret");
  }

  @Test
  void whoDoesNotFinishARequestIsCutOff() throws IOException {
    start(new WebLimits(4, SHORT, LONG, LONG));
    Socket silent = connect();
    Socket half = connect();
    send(half, "GET / HTTP/1.1\r\nHost:");

    assertThat(silent.getInputStream().read()).isNegative();
    assertThat(half.getInputStream().read()).isNegative();
    await().until(() -> traffic.cutOff(WebTraffic.CutOff.SLOW_REQUEST) == 2);
    await().until(() -> traffic.connections() == 0);
  }

  @Test
  void theTimeOfALaterRequestBeginsWithIt() throws IOException {
    start(new WebLimits(4, SHORT, LONG, LONG));
    Socket socket = connect();
    send(socket, REQUEST.formatted("one"));
    answer(socket);

    send(socket, "GET /two HTTP/1.1\r\n");

    assertThat(socket.getInputStream().read()).isNegative();
    assertThat(traffic.cutOff(WebTraffic.CutOff.SLOW_REQUEST)).isOne();
  }

  @Test
  void whoDoesNotReadIsCutOff() throws IOException {
    start(new WebLimits(4, LONG, SHORT, LONG));
    Socket deaf = connect();

    send(deaf, REQUEST.formatted("large"));

    await().until(() -> traffic.cutOff(WebTraffic.CutOff.SLOW_READER) == 1);
    await().until(() -> traffic.connections() == 0 && traffic.answering() == 0);
  }

  @Test
  void whoIsIdleLeavesWithoutBeingCounted() throws IOException {
    start(new WebLimits(4, LONG, LONG, SHORT));
    Socket socket = connect();
    send(socket, REQUEST.formatted("one"));
    answer(socket);

    assertThat(socket.getInputStream().read()).isNegative();
    for (WebTraffic.CutOff why : WebTraffic.CutOff.values()) {
      assertThat(traffic.cutOff(why)).as(why.label()).isZero();
    }
  }

  @Test
  void oneConnectionTooManyClosesTheOneThatWaitedLongest() throws IOException {
    start(new WebLimits(3, LONG, LONG, LONG));
    Socket first = connect();
    Socket second = connect();
    await().until(() -> traffic.connections() == 2);
    Socket kept = connect();
    send(kept, REQUEST.formatted("one"));
    answer(kept);

    Socket fourth = connect();
    send(fourth, REQUEST.formatted("four"));

    assertThat(answer(fourth)).endsWith("/four");
    assertThat(first.getInputStream().read()).isNegative();
    send(second, REQUEST.formatted("two"));
    assertThat(answer(second)).endsWith("/two");
    assertThat(traffic.cutOff(WebTraffic.CutOff.CROWDED)).isOne();
    assertThat(traffic.connections()).isEqualTo(3);
  }

  @Test
  void moreBytesThanARequestHasAreRefusedAtOnce() throws IOException {
    start(new WebLimits(4, LONG, LONG, LONG));
    Socket socket = connect();

    send(socket, "GET / HTTP/1.1\r\nA: " + "x".repeat(RequestHead.MOST_BYTES));

    await().until(() -> traffic.cutOff(WebTraffic.CutOff.BAD_REQUEST) == 1);
    await().until(() -> traffic.connections() == 0);
  }

  @Test
  void aClosedServerLetsGoOfAll() throws IOException {
    start(new WebLimits(4, LONG, LONG, LONG));
    Socket socket = connect();
    await().until(() -> traffic.connections() == 1);

    server.close();

    assertThat(socket.getInputStream().read()).isNegative();
    await().until(() -> traffic.connections() == 0);
  }

  private void start(WebLimits limits) throws IOException {
    server =
        WebServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            WebServerTest::answer,
            new WebServer.Door(limits, Optional.empty(), traffic));
  }

  private static Answer answer(RequestHead request) {
    return switch (request.path()) {
      case "/large" -> new Answer(Answer.OK, List.of(), LARGE);
      case "/broken" -> throw new IllegalStateException("secret");
      default -> Answer.line(Answer.OK, "you asked for " + request.path());
    };
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.connect(server.address());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /** One whole answer whose body is a line; without its last line end. */
  private static String answer(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    boolean body = false;
    while (true) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the connection ended after: %s", text).isNotNegative();
      if (body && next == '\n') {
        return text.toString();
      }
      text.append((char) next);
      body |= text.toString().endsWith("\r\n\r\n");
    }
  }
}
