package dev.ringside.flink.codec;

import dev.ringside.core.pass.CallKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers kinds of calls by first use. The blocks of a slice share a few kinds as the same objects,
 * which are found without hashing them.
 */
final class KindNumbers {

  private static final int FOUND_BY_SIGHT = 8;

  private final List<CallKind> kinds = new ArrayList<>();
  private final Map<CallKind, Integer> numbers = new HashMap<>();

  @SuppressWarnings("ReferenceEquality") // Others are found by the map.
  int of(CallKind kind) {
    for (int number = 0; number < Math.min(kinds.size(), FOUND_BY_SIGHT); number++) {
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
