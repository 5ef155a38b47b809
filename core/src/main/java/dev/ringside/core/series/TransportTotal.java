package dev.ringside.core.series;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;

/** Calls of one collective carried by one library or kernel family, since first seen. */
public record TransportTotal(Collective collective, Transport transport, long calls) {

  /** Both together, under this one's collective and transport. */
  public TransportTotal plus(TransportTotal other) {
    return new TransportTotal(collective, transport, calls + other.calls);
  }
}
