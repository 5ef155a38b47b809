package dev.ringside.bench;

import dev.ringside.ingest.kineto.KinetoReader;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of reading the demo's Kineto trace of one rank, 394,274 bytes once unpacked; those bytes
 * over the microseconds are MB/s. Runs in the directory of this module.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class KinetoBench {

  private static final Path DEMO =
      Path.of(
          "../cli/src/main/resources/dev/ringside/cli/demo/transformers-tp2/rank0.pt.trace.json.gz");

  private Path unpacked = DEMO;

  @Setup
  public void unpack() throws IOException {
    unpacked = Files.createTempFile("rank0", ".pt.trace.json");
    try (InputStream packed = new GZIPInputStream(Files.newInputStream(DEMO))) {
      Files.copy(packed, unpacked, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @TearDown
  public void delete() throws IOException {
    Files.delete(unpacked);
  }

  @Benchmark
  public List<RankTrace> plain() throws UnreadableTraceException {
    return FileTraces.read(new KinetoReader(), unpacked, bytes -> {});
  }

  @Benchmark
  public List<RankTrace> packed() throws UnreadableTraceException {
    return FileTraces.read(new KinetoReader(), DEMO, bytes -> {});
  }
}
