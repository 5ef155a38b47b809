package dev.ringside.flink.codec;

import dev.ringside.core.pass.CallKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives each kind of call a number, in the order of first use. The blocks of a slice mostly share a
 * few kinds as the same objects, and those are found without hashing.
 */
final class KindNumbers {

  private static final int COMPARED_FIRST = 8;

  private final List<CallKind> kinds = new ArrayList<>();
  private final Map<CallKind, Integer> numbers = new HashMap<>();

  @SuppressWarnings("ReferenceEquality") // The map finds equal kinds that are other objects.
  int of(CallKind kind) {
    for (int number = 0; number < Math.min(kinds.size(), COMPARED_FIRST); number++) {
      if (kinds.get(number) == kind) {
        return number;
      }
    }
    Integer known = numbers.putIfAbsent(kind, kinds.size());
    if (known != null) {
      return known;
    }
    kinds.add(kind);
    return kinds.size() - 1;
  }

  int size() {
    return kinds.size();
  }
}
