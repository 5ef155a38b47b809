package dev.ringside.core.pass;

/**
 * Some passes of a block.
 *
 * @param from the first of them, counted from the block's first
 * @param to one past the last
 */
public record BlockPart(PassBlock block, int from, int to) {

  public int rank() {
    return block.rank();
  }

  public int size() {
    return to - from;
  }

  /** The passes {@code begin} to {@code end} (exclusive), counted from the first of this part. */
  public BlockPart part(int begin, int end) {
    return begin == 0 && end == size() ? this : new BlockPart(block, from + begin, from + end);
  }

  /** The rank's number of the {@code i}-th pass; {@link ForwardPass#NO_INDEX} if it has none. */
  public long index(int i) {
    return block.isLoose() ? ForwardPass.NO_INDEX : block.firstIndex() + from + i;
  }

  /** End of the last call of the {@code i}-th pass of the part. */
  public long endNs(int i) {
    return block.endNs(from + i);
  }

  public long calls() {
    long calls = 0;
    for (int kind = 0; kind < block.tallies().size(); kind++) {
      calls += block.tallies().get(kind).calls(from, to);
    }
    return calls;
  }

  public long calls(int i) {
    return part(i, i + 1).calls();
  }
}
