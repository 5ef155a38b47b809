package dev.ringside.exporter.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadTest {

  private static final String ALPHABET = "GET /:\r\n HTTP1.\u00ff\0x";

  @Test
  void readsPathAndHeadersByLowerCaseName() throws Exception {
    RequestHead head =
        read("GET /metrics?name[]=x HTTP/1.1\r\nHost: here\r\nACCEPT:  text/plain \r\n\r\n");

    assertThat(head.path()).isEqualTo("/metrics");
    assertThat(head.header("host")).isEqualTo("here");
    assertThat(head.header("accept")).isEqualTo("text/plain");
    assertThat(head.header("absent")).isEmpty();
    assertThat(head.keepAlive()).isTrue();
  }

  @Test
  void aRepeatedHeaderIsOneValue() throws Exception {
    assertThat(read("GET / HTTP/1.1\r\nA: 1\r\na: 2\r\n\r\n").header("a")).isEqualTo("1, 2");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.0, X: y, false",
    "HTTP/1.1, X: y, true",
    "HTTP/1.1, Connection: Close, false",
    "HTTP/1.1, Content-Length: 0, true",
    "HTTP/1.1, Content-Length: 7, false",
    "HTTP/1.1, Transfer-Encoding: chunked, false"
  })
  void aConnectionIsKeptWhereNothingUnreadFollows(String version, String header, boolean kept)
      throws Exception {
    assertThat(read("GET / %s\r\n%s\r\n\r\n".formatted(version, header)).keepAlive())
        .isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "POST / HTTP/1.1, 405",
    "GET /, 400",
    "GET / HTTP/2, 400",
    "GET http://elsewhere/ HTTP/1.1, 400",
    "hello, 400",
    "GET  / HTTP/1.1, 400"
  })
  void whatIsNoRequestIsRefused(String line, int status) {
    refused(line + "\r\n\r\n", status);
  }

  @Test
  void aHeaderWithoutANameIsRefused() {
    refused("GET / HTTP/1.1\r\n: value\r\n\r\n", 400);
    refused("GET / HTTP/1.1\r\n folded: line\r\n\r\n", 400);
    refused("GET / HTTP/1.1\r\nnothing\r\n\r\n", 400);
  }

  @Test
  void aHeadBeyondTheBoundIsRefusedWhereTheBoundIs() {
    String longest = "GET / HTTP/1.1\r\nA: " + "x".repeat(RequestHead.MOST_BYTES);
    ByteArrayInputStream in = stream(longest + "yyyy");

    assertThatThrownBy(() -> RequestHead.read(in.read(), in))
        .isInstanceOf(RefusedRequestException.class)
        .hasMessageContaining("16384");
    assertThat(in.available()).isGreaterThan(3);
  }

  @Test
  void aClientThatLeavesIsNoRefusal() {
    assertThatThrownBy(() -> read("GET / HTTP/1.1\r\nHo")).isInstanceOf(EOFException.class);
  }

  /** Whatever the bytes are: a head, a refusal, or the end of the stream. */
  @Test
  void anyBytesEndInOneOfThree() {
    Random random = new Random(12);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i >= 0; i--) {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      try {
        assertThat(read(text + "\r\n\r\n").path()).startsWith("/");
      } catch (RefusedRequestException | IOException e) {
        assertThat(e).hasMessageNotContaining("\n");
      }
    }
  }

  private static void refused(String text, int status) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            RefusedRequestException.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  private static RequestHead read(String text) throws IOException, RefusedRequestException {
    ByteArrayInputStream in = stream(text);
    return RequestHead.read(in.read(), in);
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(ISO_8859_1));
  }
}
