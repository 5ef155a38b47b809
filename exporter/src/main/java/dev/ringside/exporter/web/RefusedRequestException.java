package dev.ringside.exporter.web;

/** A request that is not answered by the site; the message is the line that the client gets. */
final class RefusedRequestException extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;

  RefusedRequestException(int status, String line) {
    super(line);
    this.status = status;
  }

  int status() {
    return status;
  }
}
