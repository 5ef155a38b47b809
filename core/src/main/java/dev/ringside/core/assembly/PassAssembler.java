package dev.ringside.core.assembly;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.parallelism.GroupClassifier;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.CallRole;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassBlockBuilder;
import java.util.List;
import java.util.Optional;

/**
 * Cuts one rank's calls into forward passes.
 *
 * <p>A pass ends ({@link PassEnd}) with t ≥ 2 on the last stage at the gather or all-gather that
 * follows the stage's all-reduces, on an earlier stage at its k-th Send; with t = 1 at the k-th
 * Send, on the last stage at the k-th Recv. The engine does not decide where a pass ends, only what
 * was expected in it, so that the wrong engine still gives passes to compare.
 *
 * <p>The first pass is held back until the second is whole: if it made fewer calls than the second,
 * the recording began in its middle and it is incomplete. A recording that began between the k
 * tensors of a hand-over is put in step again where that shows: with t ≥ 2 at once, with t = 1 when
 * their size changes. Calls after the last end are an incomplete pass too ({@link #finish}), and so
 * is a pass that does not end within {@link Bound#PASS_CALLS} and {@link Bound#PASS_KINDS}.
 *
 * <p>Calls of which the source does not know the collective are passed over: they are {@link
 * LooseCalls}.
 *
 * <p>State: the open pass, the held first pass, a counter; cleared by {@link #finish}. Bound: one
 * pass's kinds of calls. Not thread-safe. Cost: a histogram insert a call, all else a run of equal
 * calls.
 */
public final class PassAssembler {

  private static final int NOT_WORKED_OUT = -1;

  private final Deployment deployment;
  private final int rank;
  private final GroupClassifier classifier;
  private final OpenPass open;
  private final PassBlockBuilder done = new PassBlockBuilder();
  private int allReducesOfAPass = NOT_WORKED_OUT;
  private long nextIndex;
  private ForwardPass heldFirst;
  private SignatureTable lastSignatures;
  private CallRole[] lastRoles = {};

  public PassAssembler(Deployment deployment, int rank) {
    this(deployment, rank, new Snapshot(0, Optional.empty(), Optional.empty()));
  }

  /** Goes on where {@link #snapshot} was taken. */
  public PassAssembler(Deployment deployment, int rank, Snapshot snapshot) {
    this.deployment = deployment;
    this.rank = rank;
    this.classifier = new GroupClassifier(deployment.layout(), rank);
    this.open = new OpenPass(deployment, rank);
    this.nextIndex = snapshot.nextIndex();
    this.heldFirst = snapshot.heldFirst().orElse(null);
    snapshot.open().ifPresent(open::restore);
  }

  /**
   * All that must survive a restart.
   *
   * @param open the pass being built, its counters in {@link OpenPass.Progress}
   */
  public record Snapshot(
      long nextIndex, Optional<ForwardPass> heldFirst, Optional<OpenPass.Progress> open) {}

  public Snapshot snapshot() {
    return new Snapshot(nextIndex, Optional.ofNullable(heldFirst), open.progress());
  }

  public int rank() {
    return rank;
  }

  public Deployment deployment() {
    return deployment;
  }

  /**
   * Takes calls in the order in which they started and returns the passes they complete.
   *
   * @param calls rows sorted by start; nothing of it is kept
   */
  public List<PassBlock> accept(SignatureTable signatures, CallColumns calls) {
    CallRole[] roles = rolesOf(signatures);
    int row = 0;
    while (row < calls.size()) {
      CallRole role = roles[calls.signature(row)];
      if (role.part() == CallRole.Part.NOT_UNDERSTOOD) {
        row = calls.runEnd(row);
        continue;
      }
      if (open.isCutBefore(role, nextIndex == 0) || !open.hasRoomFor(role)) {
        close(false);
      }
      int next = role.mayCut() ? row + 1 : Math.min(calls.runEnd(row), row + open.room());
      if (open.add(role, calls, row, next)) {
        close(true);
      }
      row = next;
    }
    return done.take();
  }

  /** The end of the stream: the held first pass, and what is open as an incomplete pass. */
  public List<PassBlock> finish() {
    if (heldFirst != null) {
      done.add(heldFirst);
      heldFirst = null;
    }
    if (!open.isEmpty()) {
      done.add(open.close(nextIndex++, false));
      open.clear();
    }
    return done.take();
  }

  /**
   * True if the open pass has some of the stage's all-reduces and not all of them. One that has
   * all, or several times all, may be no pass but a run of the layers alone, as engines make to
   * warm up: nothing need follow it.
   */
  public boolean isMidPass() {
    if (open.allReduces() == 0) {
      return false;
    }
    if (allReducesOfAPass == NOT_WORKED_OUT) {
      allReducesOfAPass = allReducesOfAPass(deployment, rank);
    }
    return allReducesOfAPass > 0 && open.allReduces() % allReducesOfAPass != 0;
  }

  private static int allReducesOfAPass(Deployment deployment, int rank) {
    int stage = deployment.layout().stageOf(rank);
    long calls =
        new ForwardPassModel(deployment)
            .expect(stage, -1, -1).stream()
                .filter(expected -> expected.parallelism() == Parallelism.TP)
                .filter(expected -> expected.collective() == Collective.ALL_REDUCE)
                .mapToLong(ExpectedCalls::count)
                .sum();
    return (int) Math.min(calls, Bound.PASS_CALLS.most());
  }

  private void close(boolean complete) {
    ForwardPass pass = open.close(nextIndex++, complete);
    if (pass.index() == 0) {
      heldFirst = pass.copy();
    } else {
      if (heldFirst != null) {
        done.add(FirstPass.judgedBy(heldFirst, pass));
        heldFirst = null;
      }
      done.add(pass);
    }
    open.clear();
  }

  /** Worked out once a table: a reader that knows a dictionary hands out the same one. */
  @SuppressWarnings("ReferenceEquality")
  private CallRole[] rolesOf(SignatureTable signatures) {
    if (signatures != lastSignatures || signatures.size() != lastRoles.length) {
      lastRoles = workOutRoles(signatures);
      lastSignatures = signatures;
    }
    return lastRoles;
  }

  private CallRole[] workOutRoles(SignatureTable signatures) {
    CallRole[] roles = new CallRole[signatures.size()];
    for (int id = 0; id < roles.length; id++) {
      CallSignature signature = signatures.get(id).inElementsOf(deployment.dataType());
      Parallelism parallelism = classifier.classify(signature);
      int groupSize = ForwardPassModel.groupSize(deployment, parallelism, signature.collective());
      CallKind kind = CallKind.of(signature, parallelism, groupSize);
      roles[id] = CallRole.of(kind, signature.rowElements(), deployment);
    }
    return roles;
  }
}
