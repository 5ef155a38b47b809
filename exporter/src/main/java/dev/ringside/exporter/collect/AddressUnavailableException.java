package dev.ringside.exporter.collect;

import java.io.IOException;

/** The address to serve on cannot be had; the message is one line that says what to do. */
public final class AddressUnavailableException extends IOException {

  private static final long serialVersionUID = 1;

  AddressUnavailableException(String message, IOException cause) {
    super(message, cause);
  }
}
