package dev.ringside.ingest.container;

import dev.ringside.core.batch.BatchHeader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What one rank's batches in a container come to: how many there are, and how the runs of its
 * agents become the one run of a replay.
 *
 * <p>Law: numbers of a run keep their gaps. A restarted agent, which counts from 0 again, goes on
 * behind all numbers of the one before it, with one number left out: what was called in between is
 * not known to be there, and a gap is how a stream says that.
 */
final class RankLog {

  /** From the last number of a run to the first of the next. */
  private static final long LEFT_OUT = 2;

  private final Map<AgentRun, Long> highest = new LinkedHashMap<>();
  private final Map<AgentRun, Long> offsets = new LinkedHashMap<>();
  private OptionalInt replica = OptionalInt.empty();
  private long numbers;
  private long batches;

  /**
   * @return false if the batch says another replica than those before it
   * @throws ArithmeticException if the numbers exceed a long
   */
  boolean add(BatchHeader header) {
    AgentRun run = AgentRun.of(header);
    long before = highest.getOrDefault(run, -LEFT_OUT);
    long after = Math.max(before, header.batchSequence());
    numbers = Math.addExact(numbers, Math.subtractExact(after, before));
    highest.put(run, after);
    batches++;
    if (header.deployment().isEmpty()) {
      return true;
    }
    boolean consistent = replica.isEmpty() || replica.getAsInt() == header.replica();
    replica = OptionalInt.of(header.replica());
    return consistent;
  }

  /** Settles the numbers; no batch may be added any more. */
  void finish() {
    long offset = 0;
    for (Map.Entry<AgentRun, Long> run : highest.entrySet()) {
      offsets.put(run.getKey(), offset);
      offset += run.getValue() + LEFT_OUT;
    }
  }

  boolean knows(BatchHeader header) {
    return header.batchSequence() <= highest.getOrDefault(AgentRun.of(header), -1L);
  }

  /** The number of a batch in the replay's run. */
  long renumbered(BatchHeader header) {
    return offsets.get(AgentRun.of(header)) + header.batchSequence();
  }

  /** What the batches say, if they name a deployment. */
  OptionalInt replica() {
    return replica;
  }

  long batches() {
    return batches;
  }
}
