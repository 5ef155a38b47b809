package dev.ringside.ingest.files;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A file left aside, and why, in words for the operator. */
public record IgnoredFile(Path file, String reason) {

  static final String NO_RECORDING = "not a recording";
  static final String PERFETTO =
      "Perfetto protobuf, not JSON; export it as Chrome JSON, such as with traceconv json";

  private static final int MOST_NAMED = 8;

  /** {@code ignored a, b (why), c (why)}; of many for one reason the first and how many more. */
  public static String say(List<IgnoredFile> files) {
    Map<String, List<Path>> byReason =
        files.stream()
            .collect(
                Collectors.groupingBy(
                    IgnoredFile::reason,
                    LinkedHashMap::new,
                    Collectors.mapping(IgnoredFile::file, Collectors.toList())));
    return byReason.entrySet().stream()
        .map(group -> "%s (%s)".formatted(list(group.getValue()), group.getKey()))
        .collect(Collectors.joining(", ", "ignored ", ""));
  }

  private static String list(List<Path> files) {
    String named =
        files.stream().limit(MOST_NAMED).map(Path::toString).collect(Collectors.joining(", "));
    int more = files.size() - MOST_NAMED;
    return more > 0 ? "%s and %,d more".formatted(named, more) : named;
  }
}
