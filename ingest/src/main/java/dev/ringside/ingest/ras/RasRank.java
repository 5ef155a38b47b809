package dev.ringside.ingest.ras;

import java.util.SortedMap;

/**
 * A rank of a communicator as RAS tells it.
 *
 * @param rank within the communicator
 * @param process host, pid and device: the same process has other ranks in other communicators
 * @param counts launches by function since the communicator was made; empty if it did not answer
 * @param trouble what its status says besides that all is well; empty if nothing
 */
record RasRank(int rank, String process, SortedMap<String, Long> counts, String trouble) {}
