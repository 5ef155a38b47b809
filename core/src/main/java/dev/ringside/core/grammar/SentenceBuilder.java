package dev.ringside.core.grammar;

import java.util.ArrayList;
import java.util.List;

/** Writes a sentence call by call; equal calls in a row become one entry. Not thread-safe. */
public final class SentenceBuilder {

  private final List<Entry> entries = new ArrayList<>();
  private int layer = -1;

  /** What follows is of {@code layer}, counted over the whole model; −1 for none. */
  public SentenceBuilder inLayer(int layer) {
    this.layer = layer;
    return this;
  }

  public SentenceBuilder say(Terminal terminal) {
    return say(terminal, 1);
  }

  public SentenceBuilder say(Terminal terminal, int times) {
    if (times > 0) {
      add(Entry.of(terminal, times, false, layer));
    }
    return this;
  }

  /** A step may leave these out. */
  public SentenceBuilder maySay(Terminal terminal, int times) {
    if (times > 0) {
      add(Entry.of(terminal, times, true, layer));
    }
    return this;
  }

  /** So many of each, in any order. */
  public SentenceBuilder inAnyOrder(List<Terminal> terminals, List<Integer> counts) {
    add(Entry.inAnyOrder(terminals, counts));
    return this;
  }

  /** The same, or not at all. */
  public SentenceBuilder maySayInAnyOrder(List<Terminal> terminals, List<Integer> counts) {
    add(Entry.orNothing(terminals, counts));
    return this;
  }

  /** So many of each, in any order, as often as it likes, or not at all. */
  public SentenceBuilder maySayAgain(List<Terminal> terminals, List<Integer> counts) {
    add(Entry.againAndAgain(terminals, counts));
    return this;
  }

  /** So many of one of them. */
  public SentenceBuilder oneOf(List<Terminal> terminals, List<Integer> counts) {
    add(Entry.oneOf(terminals, counts, layer));
    return this;
  }

  private void add(Entry entry) {
    int last = entries.size() - 1;
    if (last >= 0 && entries.get(last).goesOnWith(entry)) {
      entries.set(last, entries.get(last).with(entry));
    } else {
      entries.add(entry);
    }
  }

  public Sentence end() {
    return new Sentence(List.copyOf(entries));
  }
}
