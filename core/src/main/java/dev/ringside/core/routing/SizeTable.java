package dev.ringside.core.routing;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Sizes by GPU, ranks and, where it depends on them, nodes: {@code sm103/4:64M sm103/4x1:80M}.
 *
 * @param sizes in bytes; an entry with nodes goes before one without
 */
record SizeTable(Map<String, Long> sizes) {

  SizeTable {
    sizes = Map.copyOf(sizes);
  }

  /**
   * @throws IllegalArgumentException naming what is not an entry
   */
  static SizeTable parse(String text) {
    Map<String, Long> sizes = new HashMap<>();
    for (String entry : text.split(" ", -1)) {
      if (!entry.matches("sm\\d{2,3}/\\d{1,4}(x\\d{1,3})?:\\d{1,6}[KM]?")) {
        throw new IllegalArgumentException(
            "\"%s\": expected one like sm90/8:512K or sm103/4x1:80M".formatted(entry));
      }
      String[] parts = entry.split(":", 2);
      if (sizes.put(parts[0], bytes(parts[1])) != null) {
        throw new IllegalArgumentException("\"%s\" comes twice".formatted(parts[0]));
      }
    }
    return new SizeTable(sizes);
  }

  /** {@code 512K}: 524,288. */
  static long bytes(String size) {
    long unit = size.endsWith("K") ? 1L << 10 : size.endsWith("M") ? 1L << 20 : 1;
    return Long.parseLong(unit == 1 ? size : size.substring(0, size.length() - 1)) * unit;
  }

  /** Empty if there is no entry. */
  OptionalLong of(int computeCapability, int ranks, int nodes) {
    String key = "sm%d/%d".formatted(computeCapability, ranks);
    Long size = sizes.getOrDefault("%sx%d".formatted(key, nodes), sizes.get(key));
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }
}
