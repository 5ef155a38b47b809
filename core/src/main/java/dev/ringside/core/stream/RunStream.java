package dev.ringside.core.stream;

import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.pass.PassBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One agent run of one rank: the numbers of its batches, and the pass they are building. */
public final class RunStream {

  private final String agent;
  private final String runId;
  private final boolean declared;
  private final BatchSequence batches;
  private long passesBefore;
  private Optional<PassAssembler> assembler;
  private Optional<DifferentSteps> different = Optional.empty();

  RunStream(String agent, String runId, boolean declared) {
    this(agent, runId, declared, new BatchSequence(), 0, Optional.empty());
  }

  /**
   * @param declared true if the run said which ranks it publishes; a live agent's does not
   */
  public RunStream(
      String agent,
      String runId,
      boolean declared,
      BatchSequence batches,
      long passesBefore,
      Optional<PassAssembler> assembler) {
    this.agent = agent;
    this.runId = runId;
    this.declared = declared;
    this.batches = batches;
    this.passesBefore = passesBefore;
    this.assembler = assembler;
  }

  /**
   * The passes that {@code batch} completes; the last batch of the stream completes all. Then its
   * calls that are in no pass, by windows of {@code windowNs}.
   */
  public List<PassBlock> cut(CallBatch batch, Deployment deployment, long windowNs) {
    if (assembler.isEmpty()) {
      assembler = Optional.of(new PassAssembler(deployment, batch.header().rank()));
    }
    assembler.get().tell(batch.steps());
    List<PassBlock> passes = numbered(assembler.get().accept(batch.signatures(), batch.calls()));
    noteDifferent();
    List<PassBlock> loose =
        PassBlock.of(assembler.get().loose(batch.signatures(), batch.calls(), windowNs));
    if (batch.header().endOfStream()) {
      passes.addAll(finish());
    }
    passes.addAll(loose);
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
    noteDifferent();
    passesBefore += assembler.get().snapshot().nextIndex();
    assembler = Optional.empty();
    return rest;
  }

  private void noteDifferent() {
    Optional<DifferentSteps> more =
        assembler.flatMap(PassAssembler::takeDifferent).map(one -> one.after(passesBefore));
    different = different.map(one -> more.map(one::plus).orElse(one)).or(() -> more);
  }

  /**
   * Steps of which the calls show other numbers than the engine told, since this was last asked.
   */
  Optional<DifferentSteps> takeDifferent() {
    Optional<DifferentSteps> taken = different;
    different = Optional.empty();
    return taken;
  }

  /** True if the rank's last call was in the middle of a forward pass. */
  boolean isMidPass() {
    return assembler.map(PassAssembler::isMidPass).orElse(false);
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

  public boolean isDeclared() {
    return declared;
  }

  public BatchSequence batches() {
    return batches;
  }

  /** Passes that earlier assemblers of this run handed out. */
  public long passesBefore() {
    return passesBefore;
  }

  public Optional<PassAssembler> assembler() {
    return assembler;
  }
}
