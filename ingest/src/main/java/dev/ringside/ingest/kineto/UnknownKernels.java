package dev.ringside.ingest.kineto;

import dev.ringside.ingest.naming.CommunicationNames;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kernels that look like communication and are in no table: how many calls, and their names. */
final class UnknownKernels {

  private static final int MOST_NAMES = 1000;
  private static final int MOST_TOLD = 3;
  private static final int LONGEST = 80;

  private final Map<String, Long> calls = new HashMap<>();

  void add(String kernel) {
    String name = shortened(kernel);
    if (calls.containsKey(name) || calls.size() < MOST_NAMES) {
      calls.merge(name, 1L, Long::sum);
    }
  }

  /** Without return type, parameters and whatever a terminal might obey. */
  private static String shortened(String kernel) {
    String name = kernel.startsWith("void ") ? kernel.substring("void ".length()) : kernel;
    int end = 0;
    while (end < name.length()
        && name.charAt(end) != '<'
        && (end == 0 || name.charAt(end) != '(')) {
      end++;
    }
    String bare = name.substring(0, Math.min(end, LONGEST));
    return bare.replaceAll("[^\\p{Print}]", "?");
  }

  /** One sentence with the most frequent names; empty if there is none. */
  Optional<String> remark() {
    if (calls.isEmpty()) {
      return Optional.empty();
    }
    long all = calls.values().stream().mapToLong(Long::longValue).sum();
    String told =
        calls.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_TOLD)
            .map(kernel -> "%s (%,d)".formatted(kernel.getKey(), kernel.getValue()))
            .collect(Collectors.joining(", "));
    int more = calls.size() - MOST_TOLD;
    return Optional.of(
        "%,d kernels look like communication and are not known, so their collective and size are not either: %s%s; name them in a file and set %s to it"
            .formatted(
                all,
                told,
                more > 0 ? " and %,d more".formatted(more) : "",
                CommunicationNames.VARIABLE));
  }
}
