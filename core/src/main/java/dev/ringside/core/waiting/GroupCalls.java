package dev.ringside.core.waiting;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls of one rank of one collective on one communicator, one by one.
 *
 * @param calls in the order in which they started
 */
public record GroupCalls(Communicator communicator, Collective collective, List<Timed> calls) {

  /**
   * A call.
   *
   * @param startNs by the rank's own clock
   */
  public record Timed(long startNs, long durationNs) {}

  public GroupCalls {
    calls = List.copyOf(calls);
  }

  /** Those of a batch that no rank leaves before all have come, and whose ranks are known. */
  public static List<GroupCalls> of(SignatureTable signatures, CallColumns calls) {
    Map<List<Object>, List<Timed>> byGroup = new HashMap<>();
    for (int row = 0; row < calls.size(); row++) {
      CallSignature signature = signatures.get(calls.signature(row));
      if (signature.communicator().ranks().size() > 1
          && Waits.waitsForAll(signature.collective())) {
        byGroup
            .computeIfAbsent(
                List.of(signature.communicator(), signature.collective()),
                group -> new ArrayList<>())
            .add(new Timed(calls.startNs(row), calls.durationNs(row)));
      }
    }
    List<GroupCalls> all = new ArrayList<>();
    byGroup.forEach(
        (group, timed) ->
            all.add(new GroupCalls((Communicator) group.get(0), (Collective) group.get(1), timed)));
    return all;
  }
}
