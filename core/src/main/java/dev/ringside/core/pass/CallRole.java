package dev.ringside.core.pass;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.Parallelism;

/**
 * What a call of some kind means for the pass it is in. Worked out once a signature and batch.
 *
 * @param part which figure of the pass it advances
 * @param tokens T̂ this call tells, −1 if it tells none; of a tensor with rows of another width
 *     than the model's, its rows
 * @param rows R this call would tell if it carried logits, −1 if its size is not a whole number of
 *     rows
 */
public record CallRole(CallKind kind, Part part, long tokens, long rows) {

  /** The parts a call can play in finding where a pass ends. */
  public enum Part {
    ALL_REDUCE,
    GATHER,
    SEND,
    RECV,
    OTHER,
    /** Which collective it is, is not known: the call is in no pass. */
    NOT_UNDERSTOOD
  }

  /**
   * True if each call of this role may begin or end a pass. Of the others only the first of several
   * in a row may begin one, and none ends one, so that the rest is counted in one go.
   */
  public boolean mayCut() {
    return part == Part.GATHER || part == Part.SEND || part == Part.RECV;
  }

  /**
   * @param rowElements elements of one row of the tensor, 0 if not known
   */
  public static CallRole of(CallKind kind, long rowElements, Deployment deployment) {
    Part part = part(kind, deployment);
    boolean otherWidth = rowElements > 0 && rowElements != deployment.model().hidden();
    if (part == Part.ALL_REDUCE && otherWidth) {
      part = Part.OTHER;
    }
    return switch (part) {
      case ALL_REDUCE -> new CallRole(kind, Part.ALL_REDUCE, wholeTokens(kind, deployment, 1), -1);
      case GATHER -> new CallRole(kind, Part.GATHER, -1, wholeRows(kind, deployment));
      case SEND -> new CallRole(kind, Part.SEND, handedOver(kind, deployment), -1);
      case RECV -> new CallRole(kind, Part.RECV, handedOver(kind, deployment), -1);
      case OTHER -> new CallRole(kind, part, rowsOf(kind, rowElements), -1);
      case NOT_UNDERSTOOD -> new CallRole(kind, part, -1, -1);
    };
  }

  /**
   * Rows of an all-reduce among the ranks of a tensor group: a token each, whatever their width.
   */
  private static long rowsOf(CallKind kind, long rowElements) {
    boolean tensor =
        kind.parallelism() == Parallelism.TP && kind.collective() == Collective.ALL_REDUCE;
    return tensor && rowElements > 0 ? quotient(kind.sendElements(), 1, rowElements) : -1;
  }

  private static Part part(CallKind kind, Deployment deployment) {
    boolean tensor = kind.parallelism() == Parallelism.TP;
    boolean pipeline = kind.parallelism() == Parallelism.PP && isActivation(kind, deployment);
    return switch (kind.collective()) {
      case ALL_REDUCE -> tensor && isActivation(kind, deployment) ? Part.ALL_REDUCE : Part.OTHER;
      case GATHER, ALL_GATHER -> tensor ? Part.GATHER : Part.OTHER;
      case SEND -> pipeline ? Part.SEND : Part.OTHER;
      case RECV -> pipeline ? Part.RECV : Part.OTHER;
      case UNKNOWN -> Part.NOT_UNDERSTOOD;
      default -> Part.OTHER;
    };
  }

  /**
   * Whole tokens (or t-th parts of them) of the model's type; unknown figures are given the
   * benefit.
   */
  private static boolean isActivation(CallKind kind, Deployment deployment) {
    boolean typed = kind.dataType() == DataType.UNKNOWN || kind.dataType() == deployment.dataType();
    boolean sized =
        kind.sendElements() < 0
            || (kind.collective() == Collective.ALL_REDUCE
                ? wholeTokens(kind, deployment, 1) > 0
                : handedOver(kind, deployment) > 0);
    return typed && sized;
  }

  private static long handedOver(CallKind kind, Deployment deployment) {
    long sliced = wholeTokens(kind, deployment, deployment.layout().tensor());
    return sliced > 0 ? sliced : wholeTokens(kind, deployment, 1);
  }

  private static long wholeTokens(CallKind kind, Deployment deployment, int parts) {
    return quotient(kind.sendElements(), parts, deployment.model().hidden());
  }

  private static long wholeRows(CallKind kind, Deployment deployment) {
    return quotient(
        kind.sendElements(), deployment.layout().tensor(), deployment.paddedVocabulary());
  }

  /** {@code elements × parts / unit}, or −1 if that is no whole positive number. */
  private static long quotient(long elements, int parts, long unit) {
    if (elements <= 0 || elements > Long.MAX_VALUE / parts || elements * parts % unit != 0) {
      return -1;
    }
    return elements * parts / unit;
  }
}
