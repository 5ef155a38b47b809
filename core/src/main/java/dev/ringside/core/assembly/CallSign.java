package dev.ringside.core.assembly;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
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
 * @param aside true for calls that the engine may send at any time: they have no place
 */
record CallSign(CallSignature signature, CallKind kind, boolean named, boolean aside) {

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
    boolean aside =
        model.isOptional(parallelism, call.collective(), call.dataType(), call.transport());
    return new CallSign(call, kind, named, aside);
  }

  boolean isUnderstood() {
    return kind.collective() != Collective.UNKNOWN;
  }

  long elements() {
    return kind.sendElements();
  }

  /** True if these calls can be {@code terminal}, their size left aside. */
  boolean canBe(Terminal terminal) {
    return terminal.isMadeBy(kind.collective())
        && (kind.dataType() == DataType.UNKNOWN || kind.dataType() == terminal.dataType())
        && isInGroupOf(terminal);
  }

  private boolean isInGroupOf(Terminal terminal) {
    if (named && kind.parallelism() != Parallelism.UNKNOWN) {
      return kind.parallelism() == terminal.parallelism()
          || (kind.parallelism() == Parallelism.WORLD && hasSizeOf(terminal));
    }
    if (kind.collective().isPointToPoint()) {
      return kind.parallelism() == terminal.parallelism();
    }
    return hasSizeOf(terminal);
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
    return own == 0 || !sums || own == width;
  }

  /** Rows of the tensor, where the source tells their width. */
  long rowsOr(long otherwise) {
    long own = signature.rowElements();
    return own > 0 && elements() > 0 && elements() % own == 0 ? elements() / own : otherwise;
  }

  /** What the calls are counted as at the place of {@code terminal}. */
  CallKind kindAt(Terminal terminal) {
    if (kind.parallelism() == terminal.parallelism()) {
      return kind;
    }
    return new CallKind(
        terminal.parallelism(),
        kind.collective(),
        kind.sendElements(),
        kind.dataType(),
        kind.transport(),
        kind.groupSize() > 0 ? kind.groupSize() : terminal.groupSize());
  }
}
