package dev.ringside.ingest.trace;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one file says about one rank.
 *
 * @param source the file, as the operator named it
 * @param rank global rank
 * @param worldSize ranks of the job, where the file says so
 * @param host empty if the file does not say
 * @param signatures what the signature column of {@code calls} refers to
 * @param calls sorted by start, nanoseconds since the epoch
 * @param rejected damaged events that would have been calls, by reason
 */
public record RankTrace(
    Path source,
    int rank,
    OptionalInt worldSize,
    String host,
    SignatureTable signatures,
    CallColumns calls,
    SortedMap<String, Long> rejected) {

  public RankTrace {
    rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
  }

  /** Calls and damaged events: what the file adds to the calls observed. */
  public long observed() {
    return calls.size() + rejected.values().stream().mapToLong(Long::longValue).sum();
  }
}
