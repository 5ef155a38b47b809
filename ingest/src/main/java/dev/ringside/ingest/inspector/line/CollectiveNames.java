package dev.ringside.ingest.inspector.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ringside.core.collective.Collective;
import java.util.Arrays;

/**
 * Collectives by their names in NCCL. A name that is not listed, such as {@code Invalid} for an
 * all-to-all of 2.30, is an unknown collective.
 */
final class CollectiveNames {

  private static final byte[][] NAMES =
      names(
          "AllReduce",
          "AllGather",
          "ReduceScatter",
          "Send",
          "Recv",
          "Broadcast",
          "Reduce",
          "AllGatherV",
          "AlltoAll",
          "AllToAll",
          "All2All",
          "Gather",
          "Scatter");

  private static final Collective[] MEANT = {
    Collective.ALL_REDUCE,
    Collective.ALL_GATHER,
    Collective.REDUCE_SCATTER,
    Collective.SEND,
    Collective.RECV,
    Collective.BROADCAST,
    Collective.REDUCE,
    Collective.ALL_GATHER,
    Collective.ALL_TO_ALL,
    Collective.ALL_TO_ALL,
    Collective.ALL_TO_ALL,
    Collective.GATHER,
    Collective.SCATTER
  };

  private int last;

  private static byte[][] names(String... names) {
    byte[][] bytes = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      bytes[i] = names[i].getBytes(US_ASCII);
    }
    return bytes;
  }

  Collective of(byte[] text, int from, int to) {
    if (Arrays.equals(NAMES[last], 0, NAMES[last].length, text, from, to)) {
      return MEANT[last];
    }
    for (int i = 0; i < NAMES.length; i++) {
      if (Arrays.equals(NAMES[i], 0, NAMES[i].length, text, from, to)) {
        last = i;
        return MEANT[i];
      }
    }
    return Collective.UNKNOWN;
  }
}
