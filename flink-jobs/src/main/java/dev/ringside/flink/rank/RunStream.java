package dev.ringside.flink.rank;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.PassAssembler;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One agent run of one rank: which batches came, and the pass they are building.
 *
 * <p>A rank's batches stand in one partition, in order, so a number below the next expected one has
 * been seen unless it is on the list of the missing.
 */
final class RunStream {

  /** Numbers remembered as missing; older ones count as seen when they turn up. */
  static final int MISSING_BOUND = 1024;

  /** What a batch is, by its number. */
  enum Arrival {
    NEXT,
    AFTER_GAP,
    OUT_OF_ORDER,
    DUPLICATE
  }

  private final String agent;
  private final String runId;
  private final SortedSet<Long> missing = new TreeSet<>();
  private long nextSequence;
  private Optional<PassAssembler> assembler = Optional.empty();

  RunStream(String agent, String runId) {
    this.agent = agent;
    this.runId = runId;
  }

  RunStream(
      String agent,
      String runId,
      long nextSequence,
      SortedSet<Long> missing,
      Optional<PassAssembler> assembler) {
    this(agent, runId);
    this.nextSequence = nextSequence;
    this.missing.addAll(missing);
    this.assembler = assembler;
  }

  Arrival arrive(long sequence) {
    if (sequence < nextSequence) {
      return missing.remove(sequence) ? Arrival.OUT_OF_ORDER : Arrival.DUPLICATE;
    }
    boolean gap = sequence > nextSequence;
    for (long lost = Math.max(nextSequence, sequence - MISSING_BOUND); lost < sequence; lost++) {
      missing.add(lost);
    }
    while (missing.size() > MISSING_BOUND) {
      missing.remove(missing.first());
    }
    nextSequence = sequence + 1;
    return gap ? Arrival.AFTER_GAP : Arrival.NEXT;
  }

  /** The assembler for {@code deployment}, begun anew if it is not the one so far. */
  PassAssembler assemblerFor(Deployment deployment, int rank) {
    if (assembler.isEmpty() || !assembler.get().deployment().equals(deployment)) {
      assembler = Optional.of(new PassAssembler(deployment, rank));
    }
    return assembler.get();
  }

  String agent() {
    return agent;
  }

  String runId() {
    return runId;
  }

  long nextSequence() {
    return nextSequence;
  }

  SortedSet<Long> missing() {
    return missing;
  }

  Optional<PassAssembler> assembler() {
    return assembler;
  }
}
