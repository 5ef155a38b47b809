package dev.ringside.core.assembly;

import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.pass.Slip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The slips of the open pass, equal ones together, at most {@link Slip#MOST} different ones. */
final class SlipList {

  private final List<Slip> slips = new ArrayList<>();
  private long faults;

  void clear() {
    slips.clear();
    faults = 0;
  }

  void set(List<Slip> others) {
    clear();
    slips.addAll(others);
    faults = Slip.faults(others);
  }

  void add(Slip slip) {
    if (slip.count() <= 0) {
      return;
    }
    faults += slip.isFault() ? slip.count() : 0;
    Slip once = slip.times(1);
    for (int i = 0; i < slips.size(); i++) {
      Slip known = slips.get(i);
      if (known.times(1).equals(once)) {
        slips.set(i, known.times(known.count() + slip.count()));
        return;
      }
    }
    if (slips.size() < Slip.MOST) {
      slips.add(slip);
    } else {
      addMore(slip.count());
    }
  }

  /** The last one stands for all that have no room. */
  private void addMore(long count) {
    Slip last = slips.get(Slip.MOST - 1);
    slips.set(
        Slip.MOST - 1,
        new Slip(
            Slip.Kind.MORE,
            Purpose.LAYER,
            -1,
            -1,
            -1,
            Optional.empty(),
            Optional.empty(),
            last.count() + count));
  }

  /** Calls that are wrong. */
  long faults() {
    return faults;
  }

  /** True if a call had no place. */
  boolean hasExtra() {
    return slips.stream().anyMatch(slip -> slip.kind() == Slip.Kind.EXTRA);
  }

  List<Slip> toList() {
    return List.copyOf(slips);
  }
}
