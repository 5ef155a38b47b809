package dev.ringside.ingest.replay;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.books.LedgerSettings;
import dev.ringside.core.books.ReplicaBooks;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.Desks;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankStream;
import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.ingest.recording.Recording;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.topic.RecordKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A recording as it is replayed, read by the streams, joins and books of its replicas as the job
 * puts them together: all but Kafka and Flink.
 */
final class PlayedRun implements BatchSink {

  private static final LedgerSettings SETTINGS =
      new LedgerSettings(10_000_000_000L, 60_000_000_000L, 1);

  private final Deployment deployment;
  private final Map<Integer, Replica> replicas = new TreeMap<>();
  private final List<WindowReport> reports = new ArrayList<>();
  private long batches;

  private PlayedRun(Deployment deployment) {
    this.deployment = deployment;
  }

  /** The report of each replica's run. */
  static List<WindowReport> of(Recording recording, Deployment deployment) throws Exception {
    PlayedRun run = new PlayedRun(deployment);
    ReplayOptions options =
        new ReplayOptions(Optional.of(deployment), ReplaySpeed.MAX, false, "run", "test");
    new Replay(recording, options, () -> Instant.ofEpochSecond(1_800_000_000L), duration -> {})
        .run(run, Replay.Progress.SILENT);
    return run.reports.stream().filter(report -> !report.runId().isEmpty()).toList();
  }

  private final class Replica {

    private final Map<Integer, RankStream> streams = new HashMap<>();
    private final ReplicaJoin join;
    private final ReplicaBooks books;
    private final Desks desks;
    private long arrived;

    Replica(int number) {
      join = new ReplicaJoin(number, SETTINGS.windows());
      books = new ReplicaBooks(deployment.name(), number, SETTINGS);
      desks = new Desks().with(books, reports::add);
    }

    void accept(CallBatch batch) {
      RankEvent event =
          streams
              .computeIfAbsent(batch.header().rank(), rank -> new RankStream())
              .accept(batch, Optional.of(deployment), SETTINGS.windows().lengthNs(), batches);
      arrived += event.observed();
      books.arrived(arrived);
      desks.accept(join.accept(event));
    }
  }

  @Override
  public void send(RecordKey key, byte[] value) throws PublishException {
    batches++;
    try {
      CallBatch batch = CallBatchDecoder.decode(value);
      replicas.computeIfAbsent(batch.header().replica(), Replica::new).accept(batch);
    } catch (MalformedRecordException e) {
      throw new AssertionError("a batch of our own", e);
    }
  }

  @Override
  public boolean flush(Duration atMost) {
    return true;
  }

  @Override
  public long acknowledged() {
    return batches;
  }
}
