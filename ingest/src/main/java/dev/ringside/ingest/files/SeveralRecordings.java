package dev.ringside.ingest.files;

import dev.ringside.ingest.recording.Recording;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What to say where one recording is wanted and there are several, one after the other. */
public final class SeveralRecordings {

  private SeveralRecordings() {}

  /**
   * The only one.
   *
   * @throws UnreadableTraceException with one line, if there are several to choose from
   */
  public static <R extends ReadFiles<?>> R requireOne(List<R> recordings)
      throws UnreadableTraceException {
    if (recordings.size() > 1) {
      throw new UnreadableTraceException(
          "%s: choose one: %s"
              .formatted(
                  summary(recordings),
                  recordings.stream()
                      .map(SeveralRecordings::files)
                      .collect(Collectors.joining("; or "))));
    }
    return recordings.get(0);
  }

  /** {@code two recordings, 60 s apart}: from the first call of one to the first of the next. */
  public static String summary(List<? extends ReadFiles<?>> recordings) {
    List<String> gaps = new ArrayList<>();
    for (int next = 1; next < recordings.size(); next++) {
      gaps.add(
          seconds(
              recordings.get(next).recording().firstStartNs()
                  - recordings.get(next - 1).recording().firstStartNs()));
    }
    int count = recordings.size();
    return "%s recordings, %s apart"
        .formatted(
            count == 2 ? "two" : count == 3 ? "three" : String.valueOf(count),
            String.join(" and ", gaps));
  }

  /** The files of a recording, by name. */
  public static String files(ReadFiles<?> read) {
    Recording recording = read.recording();
    return recording.ranks().stream()
        .map(recording::source)
        .map(Path::toString)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String seconds(long ns) {
    double seconds = ns / 1e9;
    return (seconds < 10 ? "%.1f s" : "%,.0f s").formatted(seconds);
  }
}
