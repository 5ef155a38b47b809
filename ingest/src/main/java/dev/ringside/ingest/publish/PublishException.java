package dev.ringside.ingest.publish;

/** Batches could not be delivered. The message is one line for the operator, with the address. */
public final class PublishException extends Exception {

  private static final long serialVersionUID = 1L;

  public PublishException(String line) {
    super(line);
  }

  public PublishException(String line, Throwable cause) {
    super(line, cause);
  }
}
