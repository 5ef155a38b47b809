package dev.ringside.bench;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.books.LateDesk;
import dev.ringside.core.books.LedgerSettings;
import dev.ringside.core.books.ReplicaBooks;
import dev.ringside.core.desk.Desks;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankStream;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.DecodeTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Time of one call in what the job does with it, step by step and together, on one thread and
 * without Flink around it: decode, cut into passes, enter into the books.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class RankPathBench {

  private static final long WINDOW_NS = 10_000_000_000L;
  private static final LedgerSettings SETTINGS =
      new LedgerSettings(WINDOW_NS, 60_000_000_000L, 1.0);

  @Param({"16", "50"})
  public int passesABatch;

  private final List<CallBatch> batches = new ArrayList<>();
  private final List<RankEvent> slices = new ArrayList<>();
  private List<byte[]> records = List.of();

  @Setup
  public void record() throws MalformedRecordException {
    records = DecodeRecording.records(passesABatch);
    RankStream[] streams = streams();
    for (byte[] record : records) {
      CallBatch batch = CallBatchDecoder.decode(record);
      batches.add(batch);
      slices.add(slice(streams, batch));
    }
  }

  private static RankStream[] streams() {
    return Stream.generate(RankStream::new).limit(DecodeTrace.RANKS).toArray(RankStream[]::new);
  }

  private static RankEvent slice(RankStream[] streams, CallBatch batch) {
    return streams[batch.header().rank()].accept(
        batch, Optional.of(DecodeRecording.DEPLOYMENT), WINDOW_NS, batch.header().lastEndNs());
  }

  @Benchmark
  @OperationsPerInvocation(DecodeRecording.CALLS)
  public void decode(Blackhole hole) throws MalformedRecordException {
    for (byte[] record : records) {
      hole.consume(CallBatchDecoder.decode(record));
    }
  }

  @Benchmark
  @OperationsPerInvocation(DecodeRecording.CALLS)
  public void slice(Blackhole hole) {
    RankStream[] streams = streams();
    for (CallBatch batch : batches) {
      hole.consume(slice(streams, batch));
    }
  }

  @Benchmark
  @OperationsPerInvocation(DecodeRecording.CALLS)
  public void books(Blackhole hole) {
    Books books = new Books(hole);
    for (RankEvent slice : slices) {
      books.enter(slice);
    }
    books.end();
  }

  /** A replica's join and desks, as the job puts them together. */
  private static final class Books {

    private final ReplicaJoin join = new ReplicaJoin(0, SETTINGS.windows());
    private final Blackhole hole;
    private final Desks desks;

    Books(Blackhole hole) {
      String deployment = DecodeRecording.DEPLOYMENT.name();
      this.hole = hole;
      this.desks =
          new Desks()
              .with(new ReplicaBooks(deployment, 0, SETTINGS), hole::consume)
              .with(new LateDesk(deployment, 0), hole::consume);
    }

    void enter(RankEvent event) {
      desks.accept(join.accept(event));
      hole.consume(join.nextTimerNs());
    }

    void end() {
      desks.accept(join.readUpTo(Long.MAX_VALUE));
    }
  }

  /** All four steps. */
  @Benchmark
  @OperationsPerInvocation(DecodeRecording.CALLS)
  public void path(Blackhole hole) throws MalformedRecordException {
    RankStream[] streams = streams();
    Books books = new Books(hole);
    for (byte[] record : records) {
      books.enter(slice(streams, CallBatchDecoder.decode(record)));
    }
    books.end();
  }
}
