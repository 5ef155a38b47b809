package dev.ringside.ingest.kineto.json;

import java.io.IOException;

/** Text that is not JSON, or not whole. The message says what was found in place of what. */
public final class BrokenJsonException extends IOException {

  private static final long serialVersionUID = 1L;

  public BrokenJsonException(String problem) {
    super(problem);
  }
}
