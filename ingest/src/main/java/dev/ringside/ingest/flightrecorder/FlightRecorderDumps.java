package dev.ringside.ingest.flightrecorder;

import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.ingest.waiting.WaitReport;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who waits for whom, from all dumps that lie together. One dump says how far its own rank is; who
 * did not come is known only from all of them, and a dump that is missing is a finding itself.
 *
 * <p>{@code ringside inspect} calls it with all files that it was given.
 */
public final class FlightRecorderDumps {

  private FlightRecorderDumps() {}

  /**
   * One report for each moment at which dumps were made: those of one folder whose names differ in
   * the rank only ({@code hang_fr_rank_0}, {@code hang_fr_rank_1}). Of a rank's JSON and pickle one
   * is read. Files of other formats are passed over; a dump that is damaged counts as missing, and
   * the report says so.
   */
  public static List<WaitReport> judge(Collection<Path> files) {
    Map<String, Moment> moments = new TreeMap<>();
    for (Path file : files.stream().sorted().toList()) {
      if (isDump(file)) {
        moments.computeIfAbsent(DumpName.of(file).series(), series -> new Moment()).read(file);
      }
    }
    return moments.values().stream().filter(Moment::isHeard).map(Moment::report).toList();
  }

  private static boolean isDump(Path file) {
    try {
      return DumpFile.likelihood(Head.of(file)).compareTo(Likelihood.NONE) > 0;
    } catch (UnreadableTraceException e) {
      return false;
    }
  }
}
