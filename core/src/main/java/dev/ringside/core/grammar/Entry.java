package dev.ringside.core.grammar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One place in a sentence: calls of one terminal in a row, calls of several in any order, or one of
 * several ways to do the same.
 *
 * @param terminals what may be called at it
 * @param counts calls of each
 * @param oneOf true if a step has calls of only one of the terminals there, which its first
 *     exchange decides for all of the step
 * @param optional true if a step may go on without
 * @param again true if a step may come here again after it, for the next picture or prompt
 * @param layers of each call of the first terminal, the layer of the model that makes it; −1
 *     outside the layers
 */
public record Entry(
    List<Terminal> terminals,
    List<Integer> counts,
    boolean oneOf,
    boolean optional,
    boolean again,
    List<Integer> layers) {

  static Entry of(Terminal terminal, int count, boolean optional, int layer) {
    return new Entry(
        List.of(terminal),
        List.of(count),
        false,
        optional,
        false,
        Collections.nCopies(count, layer));
  }

  static Entry inAnyOrder(List<Terminal> terminals, List<Integer> counts) {
    return new Entry(terminals, counts, false, false, false, List.of());
  }

  static Entry orNothing(List<Terminal> terminals, List<Integer> counts) {
    return new Entry(terminals, counts, false, true, false, List.of());
  }

  static Entry againAndAgain(List<Terminal> terminals, List<Integer> counts) {
    return new Entry(terminals, counts, false, true, true, List.of());
  }

  static Entry oneOf(List<Terminal> terminals, List<Integer> counts, int layer) {
    return new Entry(
        terminals, counts, true, false, false, Collections.nCopies(counts.get(0), layer));
  }

  /** True if calls of {@code next} simply go on with those of this. */
  boolean goesOnWith(Entry next) {
    boolean plain = terminals.size() == 1 && !oneOf && !optional;
    return plain && !next.oneOf && !next.optional && terminals.equals(next.terminals);
  }

  Entry with(Entry next) {
    List<Integer> all = new ArrayList<>(layers);
    all.addAll(next.layers);
    return new Entry(
        terminals,
        List.of(counts.get(0) + next.counts.get(0)),
        false,
        false,
        false,
        List.copyOf(all));
  }

  /** How many terminals have their place there. */
  public int size() {
    return terminals.size();
  }

  public Terminal terminal(int i) {
    return terminals.get(i);
  }

  /** Calls of the {@code i}-th terminal. */
  public int count(int i) {
    return counts.get(i);
  }

  /** The layer that makes the {@code i}-th call; −1 if it is in no layer. */
  public int layerOf(int i) {
    return layers.isEmpty() ? -1 : layers.get(Math.min(i, layers.size() - 1));
  }
}
