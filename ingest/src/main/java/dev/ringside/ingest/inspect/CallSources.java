package dev.ringside.ingest.inspect;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.files.TraceReaders;
import dev.ringside.ingest.mixture.HashNames;
import dev.ringside.ingest.mixture.LikeCalls;
import dev.ringside.ingest.mixture.Mixture;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.TraceReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Several sources may have recorded the same calls of a rank. They are counted in the one whose
 * times are known best, and of two that are equal in the one that a replay reads; the others tell
 * groups and types.
 */
final class CallSources {

  private static final List<String> ORDER =
      TraceReaders.all().stream().map(TraceReader::format).toList();

  private record Source(String format, KnownTimes times) {

    static final Comparator<Source> BEST_FIRST =
        Comparator.comparing(Source::times).thenComparingInt(one -> ORDER.indexOf(one.format));
  }

  /** What a file that is not counted has of a rank. */
  private record Beside(Place place, LikeCalls calls) {}

  private final Map<Integer, Source> counted = new HashMap<>();
  private final Map<Integer, List<Beside>> beside = new HashMap<>();

  CallSources(List<FileFacts> files, HashNames names) {
    for (FileFacts file : files) {
      for (FileFacts.Kind kind : file.kinds()) {
        counted.merge(
            kind.rank(),
            new Source(file.format(), file.timing().orElse(KnownTimes.ORDER)),
            (one, other) -> Source.BEST_FIRST.compare(one, other) <= 0 ? one : other);
      }
    }
    for (FileFacts file : files) {
      for (int rank : file.ranks()) {
        if (!counts(file, rank) && !file.guessed().contains(rank)) {
          beside
              .computeIfAbsent(rank, any -> new ArrayList<>())
              .add(
                  new Beside(
                      placeOf(file, rank),
                      new LikeCalls(
                          file.kinds().stream()
                              .filter(kind -> kind.rank() == rank)
                              .map(FileFacts.Kind::signature),
                          names)));
        }
      }
    }
  }

  private static Place placeOf(FileFacts file, int rank) {
    return file.places().getOrDefault(rank, Place.UNKNOWN);
  }

  /** True if calls of the rank count in this file. */
  boolean counts(FileFacts file, int rank) {
    return counted.containsKey(rank) && counted.get(rank).format.equals(file.format());
  }

  /** The call with what files beside this one surely know of it. */
  CallSignature told(FileFacts file, FileFacts.Kind kind) {
    CallSignature call = kind.signature();
    for (Beside other : beside.getOrDefault(kind.rank(), List.of())) {
      if (Mixture.mayBeOneProcess(placeOf(file, kind.rank()), other.place)) {
        call = other.calls.better(call);
      }
    }
    return call;
  }
}
