package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.parallelism.Parallelism;

/**
 * Calls of one kind that each rank of a stage must make in one forward pass.
 *
 * @param sendElements see {@link Collective}; −1 if T̂ is not known
 * @param count calls of one rank
 * @param groupSize ranks of the group
 * @param transport the library that always carries them; UNKNOWN if it depends on size and GPU
 */
public record ExpectedCalls(
    Purpose purpose,
    Parallelism parallelism,
    Collective collective,
    long sendElements,
    DataType dataType,
    long count,
    int groupSize,
    Transport transport) {

  /** Message bytes of one call in the nccl-tests sense; −1 if the elements are not known. */
  public long messageBytes() {
    return sendElements < 0
        ? -1
        : Math.multiplyExact(
            collective.messageElements(sendElements, groupSize), (long) dataType.bytes());
  }

  /** So many calls of the same kind. */
  ExpectedCalls times(long calls) {
    return new ExpectedCalls(
        purpose, parallelism, collective, sendElements, dataType, calls, groupSize, transport);
  }

  /** The same calls for another purpose. */
  public ExpectedCalls as(Purpose other) {
    return new ExpectedCalls(
        other, parallelism, collective, sendElements, dataType, count, groupSize, transport);
  }
}
