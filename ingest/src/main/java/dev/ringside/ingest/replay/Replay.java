package dev.ringside.ingest.replay;

import dev.ringside.core.collective.CallColumns;
import dev.ringside.core.collective.SignatureTable;
import dev.ringside.ingest.replay.ReplayOutcome.RankOutcome;
import dev.ringside.ingest.trace.RankTrace;
import dev.ringside.ingest.trace.Recording;
import dev.ringside.schemas.batch.BatchHeader;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.RecordKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Publishes a recording as the agents of its ranks would have: batches in time order, the ranks
 * interleaved, each rank's stream numbered from 0 and closed by an end-of-stream batch.
 *
 * <p>A batch spans at most 500 ms of event time, so that ranks sharing a partition never lag one
 * another by more. Event time is moved so that the recording ends now at full speed, and starts now
 * when paced.
 *
 * <p>Interrupt the running thread to stop: the batch under way is the last one. Runs once.
 */
public final class Replay {

  /** Waits; a test need not. */
  @FunctionalInterface
  public interface Sleeper {

    Sleeper REAL =
        duration -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);

    void sleep(Duration duration) throws InterruptedException;
  }

  /** Hears how far a replay is. */
  @FunctionalInterface
  public interface Progress {

    Progress SILENT = (callsPublished, callsTotal) -> {};

    void at(long callsPublished, long callsTotal);
  }

  private static final Duration PATIENCE_AFTER_STOP = Duration.ofSeconds(5);
  private static final Duration FLUSH_STEP = Duration.ofSeconds(1);

  private final Recording recording;
  private final ReplayOptions options;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private final CallColumns shifted = new CallColumns(RankStream.SLICE_CALLS);
  private final List<RankStream> streams = new ArrayList<>();

  private Instant started;
  private long firstNs;
  private long shiftNs;
  private long batches;
  private long calls;
  private long bytes;

  public Replay(Recording recording, ReplayOptions options, InstantSource clock, Sleeper sleeper) {
    this.recording = recording;
    this.options = options;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  /**
   * @return what was published, also when interrupted; the thread's interrupt flag is then set
   * @throws PublishException if {@code sink} could not deliver
   */
  public ReplayOutcome run(BatchSink sink, Progress progress) throws PublishException {
    begin();
    try {
      publish(sink, progress);
      while (!sink.flush(FLUSH_STEP)) {
        progress.at(calls, recording.calls());
      }
      return outcome(sink, true);
    } catch (InterruptedException e) {
      settle(sink);
      Thread.currentThread().interrupt();
      return outcome(sink, false);
    }
  }

  private void begin() {
    started = clock.instant();
    long nowNs = Math.addExact(started.getEpochSecond() * 1_000_000_000L, started.getNano());
    boolean empty = recording.calls() == 0;
    firstNs = empty ? nowNs : recording.firstStartNs();
    long lastNs = empty ? nowNs : recording.lastEndNs();
    shiftNs = options.originalTime() ? 0 : nowNs - (options.speed().isPaced() ? firstNs : lastNs);
    for (RankTrace trace : recording.traces()) {
      streams.add(new RankStream(trace, lastNs));
    }
  }

  private void publish(BatchSink sink, Progress progress)
      throws PublishException, InterruptedException {
    PriorityQueue<RankStream> queue =
        new PriorityQueue<>(
            Comparator.comparingLong(RankStream::nextStartNs)
                .thenComparingInt(stream -> stream.trace().rank()));
    queue.addAll(streams);
    while (!queue.isEmpty()) {
      RankStream stream = queue.poll();
      publishNext(stream, sink);
      progress.at(calls, recording.calls());
      if (stream.hasNext()) {
        queue.add(stream);
      }
    }
  }

  private void publishNext(RankStream stream, BatchSink sink)
      throws PublishException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    int from = stream.from();
    int to = stream.to();
    awaitTurn(to == from ? stream.nextStartNs() : stream.trace().calls().startNs(to - 1));
    byte[] batch = encode(stream, from, to);
    int rank = stream.trace().rank();
    sink.send(new RecordKey(options.deploymentName(), options.replicaOf(rank), rank), batch);
    stream.published(to);
    batches++;
    calls += to - from;
    bytes += batch.length;
  }

  private void awaitTurn(long eventNs) throws InterruptedException {
    if (!options.speed().isPaced()) {
      return;
    }
    Instant due = started.plus(options.speed().wallTime(eventNs - firstNs));
    Duration ahead = Duration.between(clock.instant(), due);
    if (ahead.compareTo(Duration.ZERO) > 0) {
      sleeper.sleep(ahead);
    }
  }

  private byte[] encode(RankStream stream, int from, int to) {
    SignatureTable signatures = stream.trace().signatures();
    CallColumns recorded = stream.trace().calls();
    shifted.clear();
    for (int row = from; row < to; row++) {
      shifted.add(
          recorded.signature(row),
          recorded.startNs(row) + shiftNs,
          recorded.durationNs(row),
          recorded.sequence(row));
    }
    return encoder.encode(header(stream, to), signatures, shifted, 0, to - from);
  }

  /**
   * Damaged events ride on a rank's first batch, so that they count even if a replay is stopped.
   */
  private BatchHeader header(RankStream stream, int to) {
    RankTrace trace = stream.trace();
    SortedMap<String, Long> rejected =
        stream.batchSequence() == 0 ? trace.rejected() : new TreeMap<>();
    long emptyAtNs = stream.nextStartNs() + shiftNs;
    return new BatchHeader(
        options.deploymentName(),
        options.replicaOf(trace.rank()),
        trace.rank(),
        options.agent(),
        options.runId(),
        trace.host(),
        stream.batchSequence(),
        options.originalTime() ? "recorded" : "recorded, moved to now",
        1,
        1,
        stream.isLast(to),
        ranksOfReplica(options.replicaOf(trace.rank())),
        rejected,
        0,
        emptyAtNs,
        emptyAtNs);
  }

  /** What the job must see end before it reports a replica's run. */
  private List<Integer> ranksOfReplica(int replica) {
    return recording.ranks().stream().filter(rank -> options.replicaOf(rank) == replica).toList();
  }

  /** After a stop: learns how much of what is under way still arrives. */
  private static void settle(BatchSink sink) throws PublishException {
    try {
      sink.flush(PATIENCE_AFTER_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ReplayOutcome outcome(BatchSink sink, boolean completed) {
    SortedMap<Integer, RankOutcome> ranks = new TreeMap<>();
    streams.forEach(stream -> ranks.put(stream.trace().rank(), stream.outcome()));
    return new ReplayOutcome(
        options.runId(), batches, sink.acknowledged(), calls, bytes, ranks, completed);
  }
}
