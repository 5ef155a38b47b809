package dev.ringside.exporter.collect;

import java.io.IOException;

/** The exporter cannot listen on its address; the message is one line that says what to do. */
public final class AddressUnavailableException extends IOException {

  private static final long serialVersionUID = 1;

  AddressUnavailableException(String message, IOException cause) {
    super(message, cause);
  }
}
