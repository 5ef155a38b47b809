package dev.ringside.bench;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.batch.DecodeTrace;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
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

/** Time of one call in and out of a batch of 1,288 calls: one rank's eight decode steps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 20, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class BatchCodecBench {

  private static final int STEPS = 8;
  private static final int CALLS = STEPS * DecodeTrace.CALLS_A_STEP;

  /** Start unit, then duration unit, nanoseconds. */
  @Param({"1/1", "1000/100", "1000/1000"})
  public String units = "";

  private final DecodeTrace trace = new DecodeTrace();
  private final CallColumns calls = trace.rank(0, STEPS);
  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private BatchHeader header;
  private byte[] record;

  @Setup
  public void encodeOnce() {
    String[] parts = units.split("/", -1);
    header = DecodeTrace.header(0, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    record = encode();
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public byte[] encode() {
    return encoder.encode(header, trace.signatures(), calls, 0, calls.size());
  }

  /** Without the copy: what an agent need pay. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public ByteBuffer encodeShared() {
    return encoder.encodeShared(header, trace.signatures(), calls, 0, calls.size());
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public CallBatch decode() throws MalformedRecordException {
    return CallBatchDecoder.decode(record);
  }

  /** Of the header alone: nanoseconds a batch, not a call. */
  @Benchmark
  public BatchHeader header() throws MalformedRecordException {
    return CallBatchDecoder.header(record);
  }
}
