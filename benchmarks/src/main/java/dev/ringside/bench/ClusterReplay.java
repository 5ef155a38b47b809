package dev.ringside.bench;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.container.ContainerRecording;
import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.replay.Replay;
import dev.ringside.ingest.replay.ReplayOptions;
import dev.ringside.ingest.replay.ReplayOutcome;
import dev.ringside.ingest.replay.ReplaySpeed;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.batch.DecodeTrace;
import dev.ringside.schemas.container.CallBatchContainerWriter;
import dev.ringside.schemas.topic.RecordKey;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a container of a cluster's size, and replays it to nowhere: the time of each step, in
 * whatever heap the JVM is given.
 *
 * <p>Usage: {@code ClusterReplay RANKS BATCHES_A_RANK}; a batch is 9,982 calls.
 */
public final class ClusterReplay {

  private static final int STEPS = 62;

  private ClusterReplay() {}

  public static void main(String[] arguments) throws Exception {
    int ranks = Integer.parseInt(arguments[0]);
    int batches = Integer.parseInt(arguments[1]);
    Path file = Files.createTempFile("cluster-", ".avro");
    try {
      Step step = new Step();
      write(file, ranks, batches);
      step.done("written", (long) ranks * batches * STEPS * DecodeTrace.CALLS_A_STEP);
      System.out.printf("%,d bytes%n", Files.size(file));

      step = new Step();
      ContainerRecording recording = ContainerRecording.open(List.of(file), ReadProgress.SILENT);
      step.done("checked", recording.calls());

      step = new Step();
      ReplayOptions options =
          new ReplayOptions(Optional.empty(), ReplaySpeed.MAX, false, "run", "bench");
      ReplayOutcome outcome =
          new Replay(recording, options, InstantSource.system(), Replay.Sleeper.REAL)
              .run(new Nowhere(), Replay.Progress.SILENT);
      step.done("replayed", outcome.calls());
    } finally {
      Files.delete(file);
    }
  }

  /** A step's calls by the time that passed, and by the time that this thread had a core. */
  private static final class Step {

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final long wallNs = System.nanoTime();
    private final long coreNs = threads.getCurrentThreadCpuTime();

    void done(String what, long calls) {
      double wall = (System.nanoTime() - wallNs) / 1e9;
      double core = (threads.getCurrentThreadCpuTime() - coreNs) / 1e9;
      System.out.printf(
          "%s: %,d calls in %.1f s, of which %.1f s on a core: %,.0f a second of a core%n",
          what, calls, wall, core, calls / core);
    }
  }

  private static void write(Path file, int ranks, int batches) throws Exception {
    DecodeTrace trace = new DecodeTrace();
    List<CallColumns> calls = new ArrayList<>();
    for (int rank = 0; rank < DecodeTrace.RANKS; rank++) {
      calls.add(trace.rank(rank, STEPS));
    }
    CallBatchEncoder encoder = new CallBatchEncoder();
    try (CallBatchContainerWriter writer = CallBatchContainerWriter.open(file, 1)) {
      for (int batch = 0; batch < batches; batch++) {
        for (int rank = 0; rank < ranks; rank++) {
          CallColumns columns = calls.get(rank % calls.size());
          writer.append(
              encoder.encode(
                  DecodeTrace.header(rank, 1, 1).numbered(batch),
                  trace.signatures(),
                  columns,
                  0,
                  columns.size()));
        }
      }
    }
  }

  private static final class Nowhere implements BatchSink {

    private long batches;

    @Override
    public void send(RecordKey key, byte[] value) {
      batches++;
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
}
