package dev.ringside.ingest.recording;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.source.EngineWord;
import dev.ringside.ingest.source.RankInfo;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one file says about one rank.
 *
 * @param source the file, as the operator named it
 * @param signatures what the signature column of {@code calls} refers to
 * @param calls sorted by start, nanoseconds since the epoch
 * @param rejected damaged events that would have been calls, by reason
 * @param remarks what explains the calls or their absence, one sentence each
 * @param word what the engine itself wrote beside the calls
 */
public record RankTrace(
    Path source,
    RankInfo who,
    SignatureTable signatures,
    CallColumns calls,
    SortedMap<String, Long> rejected,
    List<String> remarks,
    EngineWord word) {

  public RankTrace {
    rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
    remarks = List.copyOf(remarks);
  }

  /** Of a file that holds calls alone. */
  public RankTrace(
      Path source,
      RankInfo who,
      SignatureTable signatures,
      CallColumns calls,
      SortedMap<String, Long> rejected,
      List<String> remarks) {
    this(source, who, signatures, calls, rejected, remarks, EngineWord.NONE);
  }

  public int rank() {
    return who.rank();
  }

  public OptionalInt worldSize() {
    return who.worldSize();
  }

  public String host() {
    return who.host();
  }

  public Place place() {
    return who.place();
  }

  /** Calls and damaged events: what the file adds to the calls observed. */
  public long observed() {
    return calls.size() + rejected.values().stream().mapToLong(Long::longValue).sum();
  }
}
