package dev.ringside.core.account;

import java.util.Locale;

/** What a forward pass computed: a pass that holds any prompt token is prefill. */
public enum Phase {
  UNKNOWN,
  PREFILL,
  DECODE;

  /** {@code prefill}; the empty string for {@link #UNKNOWN}. */
  public String label() {
    return this == UNKNOWN ? "" : name().toLowerCase(Locale.ROOT);
  }
}
