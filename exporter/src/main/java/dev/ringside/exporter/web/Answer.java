package dev.ringside.exporter.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What is sent back.
 *
 * @param headers lines {@code Name: value}, without those that the server adds (length, connection)
 * @param body not copied, so that many clients can share one page
 */
@SuppressWarnings("ArrayRecordComponent") // A page is shared, never compared.
public record Answer(int status, List<String> headers, byte[] body) {

  public static final int OK = 200;
  public static final int UNAUTHORIZED = 401;
  public static final int NOT_FOUND = 404;
  public static final int UNAVAILABLE = 503;

  static final int BROKEN = 500;

  public Answer {
    headers = List.copyOf(headers);
  }

  /** One line of text. */
  public static Answer line(int status, String line) {
    return new Answer(
        status, List.of("Content-Type: text/plain; charset=utf-8"), (line + "\n").getBytes(UTF_8));
  }

  public Answer with(String header) {
    List<String> more = new ArrayList<>(headers);
    more.add(header);
    return new Answer(status, more, body);
  }

  /** The bytes in front of the body. */
  byte[] head(boolean keepAlive) {
    ByteArrayOutputStream head = new ByteArrayOutputStream(256);
    add(head, "HTTP/1.1 " + status + ' ' + reason());
    headers.forEach(header -> add(head, header));
    add(head, "Content-Length: " + body.length);
    if (!keepAlive) {
      add(head, "Connection: close");
    }
    add(head, "");
    return head.toByteArray();
  }

  private static void add(ByteArrayOutputStream head, String line) {
    head.writeBytes((line + "\r\n").getBytes(ISO_8859_1));
  }

  private String reason() {
    return switch (status) {
      case OK -> "OK";
      case UNAUTHORIZED -> "Unauthorized";
      case NOT_FOUND -> "Not Found";
      case UNAVAILABLE -> "Service Unavailable";
      case BROKEN -> "Internal Server Error";
      default -> "Refused";
    };
  }
}
