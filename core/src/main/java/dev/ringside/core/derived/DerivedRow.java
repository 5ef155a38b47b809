package dev.ringside.core.derived;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import java.util.Optional;

/**
 * Calls of one kind that each rank would make in one phase of a workload, by a scheme that no
 * engine ships. Their number may lie between two bounds.
 *
 * @param collective empty for messages that are none
 * @param purpose what they are for
 * @param groupSize ranks of the group, 2 for a message
 * @param least calls of one rank over the whole phase
 * @param most of them; the same where the number is exact
 * @param messageBytes nccl-tests size of one call
 */
public record DerivedRow(
    Phase phase,
    Optional<Collective> collective,
    String purpose,
    int groupSize,
    long least,
    long most,
    long messageBytes) {

  public DerivedRow {
    if (least < 0 || most < least) {
      throw new IllegalArgumentException("%d to %d calls: not a range".formatted(least, most));
    }
  }

  /** Bytes that one rank moves for the least number of calls. */
  public long leastWireBytes() {
    return wireBytes(least);
  }

  /** Bytes that one rank moves for the greatest number of calls. */
  public long mostWireBytes() {
    return wireBytes(most);
  }

  private long wireBytes(long calls) {
    long bytes = Math.multiplyExact(messageBytes, calls);
    return collective.map(call -> call.wireFactor(groupSize).applyTo(bytes)).orElse(bytes);
  }
}
