package dev.ringside.ingest.flightrecorder;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.naming.TorchCollectives;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of a dump.
 *
 * @param recordId counts all entries of the process, those that were overwritten too
 * @param groupId the process's own number of the group: means nothing in another rank's dump
 * @param title as torch profiles it: {@code nccl:send 0->3}
 * @param sequence number within the group; sends and receives are counted apart from collectives
 * @param finished false while the call is on its way, as far as this entry says
 * @param createdNs when the host issued the call, nanoseconds since the epoch
 * @param durationNs -1 if it was not measured
 */
record RecordedCall(
    long recordId,
    long groupId,
    String groupName,
    String groupDescription,
    String title,
    boolean pointToPoint,
    long sequence,
    boolean finished,
    long createdNs,
    long durationNs,
    long elements,
    DataType type) {

  private static final Pattern PAIR = Pattern.compile("\\s(\\d{1,6})(?:->|<-)(\\d{1,6})$");

  private String word() {
    String word = title.substring(title.indexOf(':') + 1);
    int space = word.indexOf(' ');
    return space < 0 ? word : word.substring(0, space);
  }

  Collective collective() {
    return TorchCollectives.of(word());
  }

  /** As the dump calls it, without its library and its ranks: {@code all_reduce}. */
  String name() {
    return word();
  }

  /** The mark that closes a batch: it has the state of the calls in it and moves nothing. */
  boolean closesBatch() {
    return collective() == Collective.COALESCED;
  }

  /** Place within the group of the rank at the other end; -1 if there is none. */
  int peerPlace() {
    Matcher pair = PAIR.matcher(title);
    return pair.find() ? Integer.parseInt(pair.group(2)) : CallSignature.NO_PEER;
  }

  Transport transport() {
    int colon = title.indexOf(':');
    return switch (colon < 0 ? "" : title.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "nccl", "nccl2" -> Transport.NCCL;
      case "rccl" -> Transport.RCCL;
      case "gloo" -> Transport.GLOO;
      default -> Transport.UNKNOWN;
    };
  }
}
