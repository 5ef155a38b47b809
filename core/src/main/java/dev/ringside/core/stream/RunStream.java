package dev.ringside.core.stream;

import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.PassBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One agent run of one rank: which batches came, and the pass they are building.
 *
 * <p>All batches of a rank are in one partition, in order, so a number below the next expected one
 * has been seen unless it is on the list of the missing.
 */
public final class RunStream {

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
  private long passesBefore;
  private Optional<PassAssembler> assembler = Optional.empty();

  public RunStream(String agent, String runId) {
    this.agent = agent;
    this.runId = runId;
  }

  public RunStream(
      String agent,
      String runId,
      long nextSequence,
      SortedSet<Long> missing,
      long passesBefore,
      Optional<PassAssembler> assembler) {
    this(agent, runId);
    this.nextSequence = nextSequence;
    this.missing.addAll(missing);
    this.passesBefore = passesBefore;
    this.assembler = assembler;
  }

  public Arrival arrive(long sequence) {
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

  /** The passes that {@code batch} completes; the last batch of the stream completes all. */
  public List<PassBlock> cut(CallBatch batch, Deployment deployment) {
    if (assembler.isEmpty()) {
      assembler = Optional.of(new PassAssembler(deployment, batch.header().rank()));
    }
    List<PassBlock> passes = numbered(assembler.get().accept(batch.signatures(), batch.calls()));
    if (batch.header().endOfStream()) {
      passes.addAll(finish());
    }
    return passes;
  }

  /**
   * What is open: the held first pass, and the one being built as incomplete. Later calls begin new
   * passes under the deployment that is then known, and the count of passes continues.
   */
  public List<PassBlock> finish() {
    if (assembler.isEmpty()) {
      return List.of();
    }
    List<PassBlock> rest = numbered(assembler.get().finish());
    passesBefore += assembler.get().snapshot().nextIndex();
    assembler = Optional.empty();
    return rest;
  }

  private List<PassBlock> numbered(List<PassBlock> passes) {
    List<PassBlock> numbered = new ArrayList<>(passes.size());
    passes.forEach(block -> numbered.add(block.at(passesBefore + block.firstIndex())));
    return numbered;
  }

  /** What passes are cut by; absent before the first, and after {@link #finish}. */
  public Optional<Deployment> deployment() {
    return assembler.map(PassAssembler::deployment);
  }

  public String agent() {
    return agent;
  }

  public String runId() {
    return runId;
  }

  public long nextSequence() {
    return nextSequence;
  }

  public SortedSet<Long> missing() {
    return missing;
  }

  /** Passes that earlier assemblers of this run handed out. */
  public long passesBefore() {
    return passesBefore;
  }

  public Optional<PassAssembler> assembler() {
    return assembler;
  }
}
