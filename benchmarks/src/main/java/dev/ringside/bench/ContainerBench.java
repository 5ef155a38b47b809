package dev.ringside.bench;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.batch.DecodeTrace;
import dev.ringside.schemas.container.CallBatchContainerReader;
import dev.ringside.schemas.container.CallBatchContainerWriter;
import dev.ringside.schemas.container.ContainerSettings;
import dev.ringside.schemas.wire.container.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time of one call into and out of a container, in batches of 9,982 calls: 62 decode steps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 20, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class ContainerBench {

  private static final int STEPS = 62;
  private static final int CALLS = STEPS * DecodeTrace.CALLS_A_STEP;

  /** Start unit, then duration unit, nanoseconds. */
  @Param({"1/1", "1000/100"})
  public String units = "";

  @Param public Compression compression = Compression.ZSTD;

  private final DecodeTrace trace = new DecodeTrace();
  private final CallColumns calls = trace.rank(0, STEPS);
  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private BatchHeader header;
  private byte[] record;
  private byte[] container;
  private CallBatchContainerWriter writer;

  @Setup
  public void layOut() throws IOException {
    String[] parts = units.split("/", -1);
    int start = Integer.parseInt(parts[0]);
    int duration = Integer.parseInt(parts[1]);
    header = DecodeTrace.header(0, start, duration);
    List<byte[]> batches = trace.batches(STEPS, start, duration);
    record = batches.get(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CallBatchContainerWriter whole = CallBatchContainerWriter.open(bytes, settings())) {
      for (byte[] batch : batches) {
        whole.append(batch);
      }
    }
    container = bytes.toByteArray();
    System.out.printf(
        "# %.2f bytes a call, the container's header included%n",
        (double) container.length / (CALLS * DecodeTrace.RANKS));
  }

  private ContainerSettings settings() {
    return new ContainerSettings(1, compression, Collections.emptySortedMap());
  }

  @Setup(Level.Iteration)
  public void begin() throws IOException {
    writer = CallBatchContainerWriter.open(OutputStream.nullOutputStream(), settings());
  }

  @TearDown(Level.Iteration)
  public void end() throws IOException {
    writer.close();
  }

  /** Of a batch that is encoded already. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void append() throws IOException {
    writer.append(record);
  }

  /** From columns to the file. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void encodeAndAppend() throws IOException {
    writer.append(encoder.encode(header, trace.signatures(), calls, 0, calls.size()));
  }

  /** From the file to columns; opening it is paid by eight batches. */
  @Benchmark
  @OperationsPerInvocation(CALLS * DecodeTrace.RANKS)
  public long readAndDecode() throws IOException, MalformedContainerException {
    long rows = 0;
    try (CallBatchContainerReader reader =
        CallBatchContainerReader.open(new ByteArrayInputStream(container))) {
      for (Optional<CallBatch> next = reader.next(); next.isPresent(); next = reader.next()) {
        rows += next.get().calls().size();
      }
    }
    return rows;
  }
}
