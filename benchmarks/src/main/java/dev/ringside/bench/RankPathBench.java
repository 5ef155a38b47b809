package dev.ringside.bench;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.books.LedgerSettings;
import dev.ringside.core.books.ReplicaLedger;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankSlice;
import dev.ringside.core.stream.RankStream;
import dev.ringside.flink.codec.RankSliceCodec;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.DecodeTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
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
 * without Flink around it: decode, cut into passes, cross the shuffle, enter into the books.
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
  private static final long OUT_OF_ORDERNESS_NS = 2_000_000_000L;

  @Param({"16", "50"})
  public int passesABatch;

  private final RankSliceCodec codec = new RankSliceCodec();
  private final DataOutputSerializer out = new DataOutputSerializer(1 << 16);
  private final List<CallBatch> batches = new ArrayList<>();
  private final List<RankSlice> slices = new ArrayList<>();
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

  private static RankSlice slice(RankStream[] streams, CallBatch batch) {
    return streams[batch.header().rank()].accept(
        batch, Optional.of(DecodeRecording.DEPLOYMENT), WINDOW_NS);
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
  public void shuffle(Blackhole hole) throws IOException {
    for (RankSlice slice : slices) {
      hole.consume(shuffled(slice));
    }
  }

  private RankSlice shuffled(RankSlice slice) throws IOException {
    out.clear();
    codec.write(slice, out);
    return codec.read(
        new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()), codec.version());
  }

  @Benchmark
  @OperationsPerInvocation(DecodeRecording.CALLS)
  public void books(Blackhole hole) {
    ReplicaLedger ledger = ledger();
    for (RankSlice slice : slices) {
      enter(ledger, slice, hole);
    }
    hole.consume(ledger.advance(Long.MAX_VALUE));
  }

  private static ReplicaLedger ledger() {
    return new ReplicaLedger(DecodeRecording.DEPLOYMENT.name(), 0, SETTINGS);
  }

  private static void enter(ReplicaLedger ledger, RankSlice slice, Blackhole hole) {
    if (!slice.passes().isEmpty()) {
      long watermark = lastEndNs(slice) - OUT_OF_ORDERNESS_NS;
      if (ledger.isBehind(watermark) && ledger.nextTimerNs().orElse(watermark) <= watermark) {
        List<WindowReport> reports = ledger.advance(watermark);
        hole.consume(reports);
      }
    }
    hole.consume(ledger.accept(slice));
    hole.consume(ledger.takeLate());
    hole.consume(ledger.nextTimerNs());
  }

  /** All four steps. */
  @Benchmark
  @OperationsPerInvocation(DecodeRecording.CALLS)
  public void path(Blackhole hole) throws IOException, MalformedRecordException {
    RankStream[] streams = streams();
    ReplicaLedger ledger = ledger();
    for (byte[] record : records) {
      enter(ledger, shuffled(slice(streams, CallBatchDecoder.decode(record))), hole);
    }
    hole.consume(ledger.advance(Long.MAX_VALUE));
  }

  private static long lastEndNs(RankSlice slice) {
    PassBlock last = slice.passes().get(slice.passes().size() - 1);
    return last.endNs(last.size() - 1);
  }
}
