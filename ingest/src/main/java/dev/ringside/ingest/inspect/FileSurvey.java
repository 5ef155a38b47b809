package dev.ringside.ingest.inspect;

import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.CallTimes;
import dev.ringside.ingest.source.EngineWord;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Counts what a reader finds in one file.
 *
 * <p>Memory: a number for each kind of call, none for a call, so it does not grow with the file.
 */
final class FileSurvey implements CallSink {

  private final SortedMap<Integer, Counter> ranks = new TreeMap<>();
  private final SortedMap<Integer, Place> places = new TreeMap<>();
  private final SortedMap<String, Long> rejected = new TreeMap<>();
  private final Set<String> remarks = new LinkedHashSet<>();
  private final List<Note> notes = new ArrayList<>();
  private final Set<String> engines = new LinkedHashSet<>();
  private long steps;
  private final Set<Integer> guessed = new HashSet<>();
  private OptionalInt worldSize = OptionalInt.empty();
  private long fromNs = Long.MAX_VALUE;
  private long toNs = Long.MIN_VALUE;

  private FileSurvey() {}

  /**
   * @throws UnreadableTraceException as {@link TraceReader#read}
   */
  static FileFacts of(TraceReader reader, Path file, LongConsumer progress)
      throws UnreadableTraceException {
    FileSurvey survey = new FileSurvey();
    String reason = reason(reader.sniff(Head.of(file)));
    reader.read(file, survey, progress);
    return survey.facts(file, reader.format(), reason);
  }

  private static String reason(Likelihood likelihood) {
    return switch (likelihood) {
      case CERTAIN -> "name and content say so";
      case POSSIBLE -> "the name says so, and it could be read";
      case BY_CONTENT -> "the content says so, the name does not";
      case NONE -> "it could be read";
    };
  }

  @Override
  public RankCalls rank(RankInfo who) {
    if (who.worldSize().isPresent()) {
      worldSize = who.worldSize();
    }
    if (!who.place().text().isEmpty()) {
      places.put(who.rank(), who.place());
    }
    if (who.guessed()) {
      guessed.add(who.rank());
    }
    return ranks.computeIfAbsent(who.rank(), rank -> new Counter());
  }

  @Override
  public void note(Note note) {
    notes.add(note);
  }

  private FileFacts facts(Path file, String format, String reason) {
    List<FileFacts.Kind> kinds = new ArrayList<>();
    ranks.forEach((rank, counter) -> counter.addTo(kinds, rank));
    return new FileFacts(
        file,
        format,
        reason,
        List.copyOf(ranks.keySet()),
        places,
        worldSize,
        rejected,
        timing(kinds),
        toNs < fromNs ? Optional.empty() : Optional.of(new FileFacts.Span(fromNs, toNs)),
        List.copyOf(remarks),
        kinds,
        notes,
        List.copyOf(engines),
        steps,
        guessed);
  }

  /** As the reader tells it, else as the worst of the calls has it. */
  private Optional<KnownTimes> timing(List<FileFacts.Kind> kinds) {
    Optional<KnownTimes> told =
        notes.stream()
            .filter(Note.Timing.class::isInstance)
            .map(note -> ((Note.Timing) note).times())
            .max(KnownTimes::compareTo);
    return told.isPresent()
        ? told
        : kinds.stream().map(kind -> ofClock(kind.signature().timing())).max(KnownTimes::compareTo);
  }

  private static KnownTimes ofClock(dev.ringside.core.collective.TimingQuality clock) {
    return switch (clock) {
      case GPU_NS, CPU_US, UNKNOWN -> KnownTimes.EXACT;
      case DUMP_TIME -> KnownTimes.DURATIONS;
      case ENQUEUE_ONLY -> KnownTimes.STARTS;
    };
  }

  /** Counts the calls of one rank. */
  private final class Counter implements RankCalls {

    private final SignatureTable signatures = new SignatureTable();
    private long[] calls = new long[8];

    @Override
    public int idOf(CallSignature signature) {
      int id = signatures.idOf(signature);
      if (id >= calls.length) {
        calls = Arrays.copyOf(calls, 2 * id);
      }
      return id;
    }

    @Override
    public void add(int signature, long startNs, long durationNs, long sequence) {
      Optional<String> refused = CallTimes.refusal(startNs, durationNs);
      if (refused.isPresent()) {
        reject(refused.get(), 1);
        return;
      }
      calls[signature]++;
      fromNs = Math.min(fromNs, startNs);
      toNs = Math.max(toNs, startNs + durationNs);
    }

    @Override
    public void reject(String reason, long events) {
      rejected.merge(reason, events, Long::sum);
    }

    @Override
    public void remark(String sentence) {
      remarks.add(sentence);
    }

    @Override
    public void told(EngineWord word) {
      engines.add((word.engine() + " " + word.version()).strip());
      steps += word.steps().stream().filter(step -> !step.isEmpty()).count();
    }

    void addTo(List<FileFacts.Kind> kinds, int rank) {
      for (int id = 0; id < signatures.size(); id++) {
        if (calls[id] > 0) {
          kinds.add(new FileFacts.Kind(rank, signatures.get(id), calls[id]));
        }
      }
    }
  }
}
