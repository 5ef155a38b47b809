package dev.ringside.ingest.recording;

import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * One run as its ranks recorded it: read to its end and checked once, and then opened as often as
 * it is replayed.
 */
public interface Recording {

  /** Global ranks, ascending; at least one. */
  List<Integer> ranks();

  /** The file that holds {@code rank}, as the operator named it. */
  Path source(int rank);

  /** Ranks of the job, where a file says so. */
  OptionalInt worldSize();

  /** The replica of {@code rank}, where the recording says so. */
  OptionalInt replicaOf(int rank);

  long calls();

  /** Earliest start, nanoseconds since the epoch; {@code Long.MAX_VALUE} if there is no call. */
  long firstStartNs();

  /** Latest end, nanoseconds since the epoch; {@code Long.MIN_VALUE} if there is no call. */
  long lastEndNs();

  /** Times moved by a multiple of this are not rounded again, nanoseconds. */
  int unitNs();

  /** What explains the calls or their absence, one sentence with its file each. */
  List<String> remarks();

  /** All batches, from the first. */
  BatchFeed batches() throws UnreadableTraceException;
}
