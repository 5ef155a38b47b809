package dev.ringside.ingest.replay;

import static dev.ringside.core.progress.Progress.NONE;

import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.ingest.recording.BatchFeed;
import dev.ringside.ingest.recording.RecordedBatch;
import dev.ringside.ingest.recording.Recording;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.RecordKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Publishes a recording as the agents of its ranks would have: its batches as one declared run, in
 * the order of the recording, each with the units it was recorded in.
 *
 * <p>Event time is moved, all ranks by the same amount, so that the recording ends now at full
 * speed, and starts now when paced; by less than a microsecond more where that spares rounding.
 *
 * <p>One batch is in memory at a time, whatever the recording keeps there itself. Interrupt the
 * running thread to stop: the batch under way is the last one. Runs once.
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
  private final Map<Integer, List<Integer>> ranksOfReplica;

  private Instant started;
  private long firstNs;
  private long lastNs;
  private long shiftNs;
  private long batches;
  private long calls;

  public Replay(Recording recording, ReplayOptions options, InstantSource clock, Sleeper sleeper) {
    this.recording = recording;
    this.options = options;
    this.clock = clock;
    this.sleeper = sleeper;
    this.ranksOfReplica =
        recording.ranks().stream().collect(Collectors.groupingBy(options::replicaOf));
  }

  /**
   * @return what was published, also when interrupted; the thread's interrupt flag is then set
   * @throws PublishException if {@code sink} could not deliver
   * @throws UnreadableTraceException if a file can no longer be read as it was before
   */
  public ReplayOutcome run(BatchSink sink, Progress progress)
      throws PublishException, UnreadableTraceException {
    begin();
    try (BatchFeed feed = recording.batches()) {
      publish(feed, sink, progress);
      while (!sink.flush(FLUSH_STEP)) {
        progress.at(calls, recording.calls());
      }
      return outcome(true);
    } catch (InterruptedException e) {
      awaitOutstanding(sink);
      Thread.currentThread().interrupt();
      return outcome(false);
    }
  }

  private void begin() {
    started = clock.instant();
    long nowNs = Math.addExact(started.getEpochSecond() * 1_000_000_000L, started.getNano());
    boolean empty = recording.calls() == 0;
    firstNs = empty ? nowNs : recording.firstStartNs();
    lastNs = empty ? nowNs : recording.lastEndNs();
    if (!options.originalTime()) {
      long shift = nowNs - (options.speed().isPaced() ? firstNs : lastNs);
      shiftNs = shift - Math.floorMod(shift, recording.unitNs());
    }
  }

  private void publish(BatchFeed feed, BatchSink sink, Progress progress)
      throws PublishException, InterruptedException, UnreadableTraceException {
    for (Optional<RecordedBatch> next = next(feed); next.isPresent(); next = next(feed)) {
      publish(next.get(), sink);
      progress.at(calls, recording.calls());
    }
  }

  private static Optional<RecordedBatch> next(BatchFeed feed)
      throws InterruptedException, UnreadableTraceException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return feed.next();
  }

  private void publish(RecordedBatch recorded, BatchSink sink)
      throws PublishException, InterruptedException {
    awaitTurn(withinRecording(recorded.dueNs()));
    int rank = recorded.header().rank();
    sink.send(
        new RecordKey(options.deploymentName(), options.replicaOf(rank), rank), encode(recorded));
    batches++;
    calls += recorded.size();
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

  /** A batch without calls may stand anywhere in time. */
  private long withinRecording(long timeNs) {
    return Math.max(firstNs, Math.min(lastNs, timeNs));
  }

  private byte[] encode(RecordedBatch recorded) {
    return encoder.encode(
        header(recorded.header()),
        recorded.signatures(),
        recorded.calls(),
        recorded.from(),
        recorded.to(),
        shiftNs,
        NONE,
        recorded.steps());
  }

  private BatchHeader header(BatchHeader recorded) {
    int replica = options.replicaOf(recorded.rank());
    BatchUnits units = recorded.units();
    return new BatchHeader(
        new BatchOrigin(
            options.deploymentName(),
            replica,
            recorded.rank(),
            options.agent(),
            options.runId(),
            recorded.origin().place(),
            ranksOfReplica.get(replica)),
        options.originalTime() ? units : units.withClock(units.clock() + ", moved to now"),
        recorded.batchSequence(),
        recorded.endOfStream(),
        new BatchContents(
            recorded.rejected(),
            0,
            withinRecording(recorded.firstStartNs()) + shiftNs,
            withinRecording(recorded.lastEndNs()) + shiftNs));
  }

  /** After a stop: learns how much of what is under way still arrives. */
  private static void awaitOutstanding(BatchSink sink) throws PublishException {
    try {
      sink.flush(PATIENCE_AFTER_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ReplayOutcome outcome(boolean completed) {
    return new ReplayOutcome(options.runId(), batches, calls, completed);
  }
}
