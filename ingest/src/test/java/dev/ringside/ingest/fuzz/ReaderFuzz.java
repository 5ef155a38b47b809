package dev.ringside.ingest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a file holds, its reader reads it or refuses it in one line, and takes little time and
 * memory for it. A reader's test inherits this and makes sound files; {@code FuzzedReadersTest}
 * sees that each reader has one.
 *
 * <p>{@code -Dringside.fuzz=1000000} makes it as long as the runs in benchmarks/results/fuzz.md,
 * {@code -Dringside.fuzz.bytes} makes files smaller, {@code -Dringside.fuzz.seconds} ends it early;
 * {@code -Dringside.seed} gives other inputs.
 */
public abstract class ReaderFuzz {

  private static final long SEED = Long.getLong("ringside.seed", 20_261_128);

  /** Only a long run has a limit of time. */
  private static final long MOST_NS =
      TimeUnit.SECONDS.toNanos(Integer.getInteger("ringside.fuzz.seconds", Integer.MAX_VALUE));

  /** Of the reading thread, for one file of at most {@link Damage#MOST_BYTES}. */
  private static final long MOST_CPU_NS = 1_000_000_000;

  private static final long MOST_ALLOCATED = 64 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  private long read;
  private long withCalls;
  private long cpuNs;
  private long mostCpuNs;
  private long mostAllocated;

  /** The reader that is tried. */
  public abstract TraceReader reader();

  /** The name that a file has: one that readers recognise. */
  protected abstract String fileName();

  /** Sound files that all differ in kind; together they say what the format can say. */
  protected abstract List<byte[]> sound() throws Exception;

  /** False for one that takes any file and passes over what it does not know. */
  protected boolean refuses() {
    return true;
  }

  /** Inputs in an ordinary build. */
  protected int usual() {
    return 1_000;
  }

  /**
   * Reads one file.
   *
   * @return calls read
   * @throws UnreadableTraceException the only way to refuse it
   */
  protected long read(Path file) throws UnreadableTraceException {
    long calls = 0;
    for (RankTrace trace : FileTraces.read(reader(), file, bytes -> {})) {
      requireOrder(trace);
      calls += trace.calls().size();
    }
    return calls;
  }

  /** Only of sound files is it known that they are read. */
  @Test
  void soundFilesAreRead() throws Exception {
    for (byte[] one : sound()) {
      read(Files.write(folder.resolve(fileName()), one));
    }
  }

  @Test
  void damagedFilesAreReadOrRefused() throws Exception {
    int most = Integer.getInteger("ringside.fuzz", usual());
    Damage damage = new Damage(SEED, sound());
    long beganNs = System.nanoTime();
    int inputs = 0;
    while (inputs < most && System.nanoTime() - beganNs < MOST_NS) {
      byte[] bytes = damage.next();
      Path file = Files.write(folder.resolve(fileName()), bytes);
      try {
        measure(file);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(kept(inputs, bytes), e);
      }
      inputs++;
    }
    System.out.printf(
        "fuzz %s: %,d inputs, %,d read, %,d with calls; %.0f us of CPU each, at most %.1f ms;"
            + " at most %.1f MiB allocated; %.0f s%n",
        getClass().getSimpleName(),
        inputs,
        read,
        withCalls,
        cpuNs / 1e3 / inputs,
        mostCpuNs / 1e6,
        mostAllocated / 1048576.0,
        (System.nanoTime() - beganNs) / 1e9);
    assertThat(read).as("inputs that are still read").isGreaterThanOrEqualTo(inputs / 100L);
    assertThat(read < inputs).as("some are refused").isEqualTo(refuses());
  }

  /** Where the input lies that failed, so that it can be looked at. */
  private String kept(int input, byte[] bytes) throws Exception {
    Path kept = Path.of(System.getProperty("java.io.tmpdir"), "fuzz-" + fileName());
    Files.write(kept, bytes);
    return "seed %d, input %d: %s".formatted(SEED, input, kept);
  }

  private void measure(Path file) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long began = THREADS.getCurrentThreadCpuTime();
    try {
      withCalls += read(file) > 0 ? 1 : 0;
      read++;
    } catch (UnreadableTraceException e) {
      assertThat(e.getMessage()).startsWith(file + ": ").doesNotContain("\n").hasSizeLessThan(600);
    }
    long took = THREADS.getCurrentThreadCpuTime() - began;
    long taken = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    cpuNs += took;
    mostCpuNs = Math.max(mostCpuNs, took);
    mostAllocated = Math.max(mostAllocated, taken);
    assertThat(took).as("ns of CPU").isLessThan(MOST_CPU_NS);
    assertThat(taken).as("bytes allocated").isLessThan(MOST_ALLOCATED);
  }

  private static void requireOrder(RankTrace trace) {
    for (int row = 1; row < trace.calls().size(); row++) {
      assertThat(trace.calls().startNs(row)).isGreaterThanOrEqualTo(trace.calls().startNs(row - 1));
    }
    for (int row = 0; row < trace.calls().size(); row++) {
      assertThat(trace.calls().durationNs(row)).isNotNegative();
    }
  }
}
