package dev.ringside.core.presence;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import java.util.List;

/**
 * Calls that are counted together, the same for all ranks: those of a communicator, or those of one
 * collective in it. A communicator that has a name is known by it, for not every rank's source
 * knows the members.
 *
 * @param ranks empty if the communicator has a name
 */
record Counter(String name, int size, List<Integer> ranks, Collective collective) {

  static Counter of(Communicator communicator, Collective collective) {
    boolean named = !communicator.name().isEmpty();
    return new Counter(
        communicator.name(),
        communicator.size(),
        named ? List.of() : communicator.ranks(),
        collective);
  }

  /**
   * True if some ranks may wait in such a call for as long as nothing is to be done: for what
   * another rank will send.
   */
  static boolean mayWaitIdle(Collective collective) {
    return switch (collective) {
      case SEND, RECV, COALESCED, BROADCAST, SCATTER -> true;
      default -> false;
    };
  }
}
