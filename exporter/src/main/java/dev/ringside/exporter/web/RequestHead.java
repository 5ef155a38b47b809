package dev.ringside.exporter.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Request line and headers of a GET or HEAD.
 *
 * @param path without the query
 * @param keepAlive true if another request may follow on the connection
 * @param headers by lower-case name; values of a repeated header are joined by {@code ", "}
 */
public record RequestHead(
    String method, String path, boolean keepAlive, Map<String, String> headers) {

  /** Bytes of a request line with all headers; Prometheus sends about 300. */
  static final int MOST_BYTES = 16 * 1024;

  private static final int BAD_REQUEST = 400;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 431;

  public RequestHead {
    headers = Map.copyOf(headers);
  }

  /** The value of a header, empty if it is absent. */
  public String header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, "");
  }

  /**
   * Reads up to the empty line.
   *
   * @param first the byte already read, so that a caller can tell waiting from reading
   * @throws RefusedRequestException if it is not a request, too large, or of another method
   */
  static RequestHead read(int first, InputStream in) throws IOException, RefusedRequestException {
    String[] lines = text(first, in).split("\r?\n", -1);
    String[] parts = lines[0].split(" ", -1);
    if (parts.length != 3 || !parts[1].startsWith("/") || !parts[2].matches("HTTP/1\\.[01]")) {
      throw new RefusedRequestException(BAD_REQUEST, "not an HTTP/1 request");
    }
    if (!parts[0].equals("GET") && !parts[0].equals("HEAD")) {
      throw new RefusedRequestException(METHOD_NOT_ALLOWED, "only GET and HEAD are served");
    }
    Map<String, String> headers = headers(lines);
    return new RequestHead(parts[0], path(parts[1]), isKept(parts[2], headers), headers);
  }

  private static String text(int first, InputStream in)
      throws IOException, RefusedRequestException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    int lineLength = 0;
    for (int next = first; ; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the client left within its request");
      }
      if (head.size() == MOST_BYTES) {
        throw new RefusedRequestException(
            TOO_LARGE, "a request has at most " + MOST_BYTES + " bytes of headers");
      }
      head.write(next);
      if (next == '\n') {
        if (lineLength == 0) {
          return head.toString(ISO_8859_1).stripTrailing();
        }
        lineLength = 0;
      } else if (next != '\r') {
        lineLength++;
      }
    }
  }

  private static Map<String, String> headers(String[] lines) throws RefusedRequestException {
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1 || Character.isWhitespace(lines[i].charAt(0))) {
        throw new RefusedRequestException(BAD_REQUEST, "not a header: line " + (i + 1));
      }
      headers.merge(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip(),
          (one, other) -> one + ", " + other);
    }
    return headers;
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** Not after a body, which is not read, and not for HTTP/1.0. */
  private static boolean isKept(String version, Map<String, String> headers) {
    String wish = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    boolean hasBody =
        headers.containsKey("transfer-encoding")
            || !headers.getOrDefault("content-length", "0").equals("0");
    return version.equals("HTTP/1.1") && !wish.contains("close") && !hasBody;
  }
}
