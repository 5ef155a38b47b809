package dev.ringside.core.progress;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;

/**
 * A call that a rank has made and that has not ended.
 *
 * @param sequence the source's number of it, all 64 bits without a sign
 * @param bytes of the rank's part; −1 if not known
 * @param sinceNs when it was made, by the rank's clock; 0 if not known
 */
public record OpenCall(
    Communicator communicator, Collective collective, long sequence, long bytes, long sinceNs) {

  public static final long UNKNOWN_BYTES = -1;

  public OpenCall {
    Bound.ELEMENTS.require(bytes, "open call");
  }
}
