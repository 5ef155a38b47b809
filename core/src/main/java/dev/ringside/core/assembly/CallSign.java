package dev.ringside.core.assembly;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.parallelism.GroupClassifier;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;

/**
 * What the parse looks at in calls of one signature. Worked out once a signature and batch.
 *
 * @param kind what the calls are counted as where no place in the sentence says it better
 * @param named true if the source says which ranks the group has
 * @param other true if they are ranks with which this one is in no tensor group
 * @param aside true for calls that the engine may send at any time: they have no place
 * @param control true for those of them that are in no pass
 */
record CallSign(
    CallSignature signature,
    CallKind kind,
    boolean named,
    boolean other,
    boolean aside,
    boolean control) {

  static CallSign of(
      CallSignature signature,
      GroupClassifier classifier,
      Deployment deployment,
      ForwardPassModel model) {
    CallSignature call = signature.inElementsOf(deployment.dataType());
    Parallelism parallelism = classifier.classify(call);
    int groupSize = ForwardPassModel.groupSize(deployment, parallelism, call.collective());
    CallKind kind = CallKind.of(call, parallelism, groupSize);
    boolean named =
        call.communicator().hasRanks()
            || (call.collective().isPointToPoint() && call.peer() != CallSignature.NO_PEER);
    boolean empty = call.elements() == 0 && deployment.options().attentionReplicas() > 1;
    boolean aside =
        empty
            || model.isOptional(
                parallelism, call.collective(), call.dataType(), call.transport(), call.elements());
    boolean control =
        model.isControl(
            parallelism, call.collective(), call.dataType(), call.transport(), call.elements());
    boolean other = classifier.isWithOthers(call);
    return new CallSign(call, control ? controlled(kind) : kind, named, other, aside, control);
  }

  private static CallKind controlled(CallKind kind) {
    return new CallKind(
        Parallelism.CONTROL,
        kind.collective(),
        kind.sendElements(),
        kind.dataType(),
        kind.transport(),
        kind.groupSize());
  }

  /** False for calls that are in no pass: control, or of a collective that is not known. */
  boolean isOfPasses() {
    return !control && kind.collective() != Collective.UNKNOWN;
  }

  /** What the calls are counted as in no pass; of those not understood only what is written. */
  CallKind looseKind(CallSignature written) {
    return control ? kind : CallKind.of(written, Parallelism.UNKNOWN, 0);
  }

  long elements() {
    return kind.sendElements();
  }

  /** True if these calls can be {@code terminal}, their size left aside. */
  boolean canBe(Terminal terminal) {
    return isMade(terminal) && isOfTypeOf(terminal) && isInGroupOf(terminal);
  }

  private boolean isOfTypeOf(Terminal terminal) {
    return kind.dataType() == DataType.UNKNOWN
        || kind.dataType() == terminal.dataTypeOf(elements());
  }

  private boolean isMade(Terminal terminal) {
    return terminal.isMadeBy(kind.collective()) || isCarriedAsSum(terminal);
  }

  /**
   * Gloo carries out a reduce-scatter as an all-reduce of all that is put in, and a source that
   * records what gloo does (Flight Recorder) shows that.
   */
  private boolean isCarriedAsSum(Terminal terminal) {
    return isOnCpu()
        && kind.collective() == Collective.ALL_REDUCE
        && terminal.collective() == Collective.REDUCE_SCATTER;
  }

  /** True if these calls can be {@code terminal} but for the ranks that take part. */
  boolean isMovedFrom(Terminal terminal) {
    return named && isMade(terminal) && isOfTypeOf(terminal) && !isInGroupOf(terminal);
  }

  /** True if no kernel of an engine's own can carry such calls unseen. */
  boolean isOnCpu() {
    return kind.transport() == Transport.GLOO;
  }

  private boolean isInGroupOf(Terminal terminal) {
    if (other && terminal.parallelism() == Parallelism.TP) {
      return false;
    }
    if (named && kind.parallelism() != Parallelism.UNKNOWN) {
      boolean several =
          kind.parallelism() == Parallelism.WORLD
              || (kind.parallelism() == Parallelism.TP && isSplitOfSequence(terminal));
      boolean same =
          kind.parallelism() == terminal.parallelism()
              && (kind.parallelism() != Parallelism.TP || hasSizeOf(terminal));
      return same || (several && hasSizeOf(terminal));
    }
    if (kind.collective().isPointToPoint()) {
      return kind.parallelism() == terminal.parallelism();
    }
    return hasSizeOf(terminal);
  }

  /** All ranks of a tensor group may hold parts of the sequences, too. */
  private static boolean isSplitOfSequence(Terminal terminal) {
    return terminal.parallelism() == Parallelism.CP;
  }

  private boolean hasSizeOf(Terminal terminal) {
    int size = signature.communicator().size();
    return size == 0 || size == terminal.groupSize();
  }

  /**
   * False if the source tells the width of the tensor's rows, and that of {@code terminal}, which
   * sums activations of {@code width} elements a token, is another.
   */
  boolean hasWidthOf(Terminal terminal, long width) {
    long own = signature.rowElements();
    boolean sums =
        terminal.collective() == Collective.ALL_REDUCE && terminal.size().each() == width;
    boolean ofRows = sums || terminal.size().form() == Size.Form.EVEN;
    return own == 0 || !ofRows || own == width;
  }

  /** True if the source tells the width of the tensor's rows, and it is not {@code width}. */
  boolean hasOtherWidth(long width) {
    return signature.rowElements() > 0 && signature.rowElements() != width;
  }

  /** Rows of the tensor, where the source tells their width. */
  long rowsOr(long otherwise) {
    long own = signature.rowElements();
    return own > 0 && elements() > 0 && elements() % own == 0 ? elements() / own : otherwise;
  }

  /** What the calls are counted as at the place of {@code terminal}. */
  CallKind kindAt(Terminal terminal) {
    boolean other = isCarriedAsSum(terminal);
    boolean sameGroup =
        kind.parallelism() != Parallelism.TP || kind.groupSize() == terminal.groupSize();
    if (kind.parallelism() == terminal.parallelism() && !other && sameGroup) {
      return kind;
    }
    return new CallKind(
        terminal.parallelism(),
        other ? terminal.collective() : kind.collective(),
        kind.sendElements(),
        kind.dataType(),
        kind.transport(),
        kind.groupSize() > 0 && sameGroup ? kind.groupSize() : terminal.groupSize());
  }
}
