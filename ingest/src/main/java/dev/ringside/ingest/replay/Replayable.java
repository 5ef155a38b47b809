package dev.ringside.ingest.replay;

import dev.ringside.ingest.trace.UnreadableTraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * A recording that can be replayed, whatever it is kept in: read to its end and checked once, and
 * then opened as often as it is replayed.
 */
public interface Replayable {

  /** Global ranks, ascending; at least one. */
  List<Integer> ranks();

  /** The file that {@code rank} stands in, as the operator named it. */
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

  /** Times moved by a multiple of this are not rounded anew, nanoseconds. */
  int unitNs();

  /** All batches, from the first. */
  BatchFeed batches() throws UnreadableTraceException;
}
