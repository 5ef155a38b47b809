package dev.ringside.core.routing;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;

/**
 * A call of a tensor group, as far as the engine looks at it before it chooses who carries it.
 *
 * @param normed true for an all-reduce that an RMSNorm follows at once, as those of layers do and
 *     the embedding's does not
 * @param messageBytes nccl-tests size
 * @param tokens T̂ of the pass
 * @param nodes on which the group's ranks are
 * @param linked true if these nodes are in one NVLink domain; a single node is
 */
public record RouteCall(
    Collective collective,
    boolean normed,
    DataType dataType,
    long messageBytes,
    long tokens,
    int ranks,
    int nodes,
    boolean linked) {

  /** The same call of another size. */
  public RouteCall of(long otherBytes, long otherTokens) {
    return new RouteCall(
        collective, normed, dataType, otherBytes, otherTokens, ranks, nodes, linked);
  }
}
