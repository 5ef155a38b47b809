package dev.ringside.core.progress;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;

/**
 * How far a rank has come in a communicator: the last call of it that its source knows.
 *
 * @param collective whose calls are counted; UNKNOWN if the source counts those of all together
 * @param last the source's number of that call, all 64 bits of it without a sign
 * @param endNs when it ended, nanoseconds since the epoch; {@link #NOT_KNOWN} if that is not known
 */
public record Standing(Communicator communicator, Collective collective, long last, long endNs) {

  public static final long NOT_KNOWN = 0;

  /** The number as people read it. */
  public String number() {
    return Long.toUnsignedString(last);
  }
}
