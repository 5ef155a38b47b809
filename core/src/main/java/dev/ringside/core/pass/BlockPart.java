package dev.ringside.core.pass;

/**
 * Some passes of a run.
 *
 * @param from the first of them, counted from the run's first
 * @param to one past the last
 */
public record BlockPart(PassBlock run, int from, int to) {

  public int rank() {
    return run.rank();
  }

  public int size() {
    return to - from;
  }

  /** The passes {@code begin} to {@code end} (exclusive), counted from the first of this part. */
  public BlockPart part(int begin, int end) {
    return begin == 0 && end == size() ? this : new BlockPart(run, from + begin, from + end);
  }

  /** End of the last call of the {@code i}-th pass of the part. */
  public long endNs(int i) {
    return run.endNs(from + i);
  }

  /** Calls of all its passes. */
  public long calls() {
    long calls = 0;
    for (int kind = 0; kind < run.tallies().size(); kind++) {
      calls += run.tallies().get(kind).calls(from, to);
    }
    return calls;
  }

  /** Calls of the {@code i}-th pass of the part. */
  public long calls(int i) {
    return part(i, i + 1).calls();
  }
}
