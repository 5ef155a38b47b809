package dev.ringside.ingest.ras;

import dev.ringside.core.progress.Place;
import java.util.SortedMap;

/**
 * A rank of a communicator as RAS tells it.
 *
 * @param rank within the communicator
 * @param place host, pid and device: the same process has other ranks in other communicators
 * @param counts launches by function since the communicator was made; empty if it did not answer
 * @param trouble what its status says besides that all is well; empty if nothing
 */
record RasRank(int rank, Place place, SortedMap<String, Long> counts, String trouble) {

  /** {@code node1:100 [0]}. */
  String process() {
    return "%s:%d [%s]".formatted(place.host(), place.pid(), place.gpu());
  }

  /** Launches of one function; 0 if it is not listed. */
  long count(String function) {
    return counts.getOrDefault(function, 0L);
  }
}
