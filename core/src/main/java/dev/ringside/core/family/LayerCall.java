package dev.ringside.core.family;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;

/**
 * One collective of a tensor group at its place in a pass; the next one starts after it.
 *
 * <pre>elements(T) = ⌈T·width / multiple⌉·multiple</pre>
 *
 * @param part where in the pass; of {@link Part#LOGITS} T is R, the logits rows
 * @param width elements that one rank puts in for a row; of {@link Part#HANDOVER} of the whole
 *     tensor, before it is cut into slices
 * @param multiple elements are rounded up to it; 1 in nearly all families
 * @param captured true where a replayed CUDA graph holds the call, so that its rows are padded
 * @param sum true for the sum of a part's output, of the hidden size; an exchange of tokens between
 *     replicas may take its place
 */
public record LayerCall(
    Part part,
    Collective collective,
    long width,
    int multiple,
    DataType dataType,
    boolean captured,
    boolean sum) {

  /** The same call at another place. */
  public LayerCall in(Part other) {
    return new LayerCall(other, collective, width, multiple, dataType, captured, sum);
  }

  /** The same call, of other columns. */
  LayerCall of(long columns) {
    return new LayerCall(part, collective, columns, multiple, dataType, captured, sum);
  }

  /** What one rank puts in for so many rows; −1 if the rows are not known. */
  public long elements(long rows) {
    if (rows < 0) {
      return -1;
    }
    long exact = Math.multiplyExact(rows, width);
    return (exact + multiple - 1) / multiple * multiple;
  }
}
