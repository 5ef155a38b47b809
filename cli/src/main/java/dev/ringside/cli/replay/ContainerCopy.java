package dev.ringside.cli.replay;

import dev.ringside.cli.report.WholeFile;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.ingest.recording.Recording;
import dev.ringside.ingest.replay.Replay;
import dev.ringside.ingest.replay.ReplayOptions;
import dev.ringside.ingest.replay.ReplayOutcome;
import dev.ringside.ingest.replay.ReplaySpeed;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.schemas.container.CallBatchContainerWriter;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.simulator.record.BrokenOutputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes a recording into a container, as a replay would publish it, with its own times.
 *
 * <p>Law: the same recording gives the same bytes, and a replay of the container has the same calls
 * as a replay of the recording.
 */
public final class ContainerCopy {

  private static final String AGENT = "convert";

  private final Recording recording;
  private final ReplayOptions options;

  public ContainerCopy(Recording recording, Optional<Deployment> deployment) {
    this.recording = recording;
    this.options = new ReplayOptions(deployment, ReplaySpeed.MAX, true, runId(recording), AGENT);
  }

  /** A batch is named by its run: recordings of different times are different runs. */
  private static String runId(Recording recording) {
    return recording.calls() == 0
        ? "empty"
        : "%x-%x-%x".formatted(recording.firstStartNs(), recording.lastEndNs(), recording.calls());
  }

  /**
   * @return what was written
   * @throws BrokenOutputException if the file cannot be written; none is left then
   * @throws UnreadableTraceException if a recording can no longer be read as it was before
   */
  public ReplayOutcome to(WholeFile file) throws BrokenOutputException, UnreadableTraceException {
    AtomicReference<ReplayOutcome> outcome = new AtomicReference<>();
    try {
      file.fill(draft -> outcome.set(write(draft)));
      return outcome.get();
    } catch (BrokenOutputException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof UnreadableTraceException damage) {
          throw damage;
        }
      }
      throw e;
    }
  }

  private ReplayOutcome write(Path draft) throws IOException {
    try (CallBatchContainerWriter writer =
        CallBatchContainerWriter.open(draft, recording.calls())) {
      return new Replay(recording, options, InstantSource.system(), ahead -> {})
          .run(new Appending(writer), Replay.Progress.SILENT);
    } catch (PublishException | UnreadableTraceException e) {
      throw new IOException(e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Appends every batch; there is nothing to wait for. */
  private record Appending(CallBatchContainerWriter writer) implements BatchSink {

    @Override
    public void send(RecordKey key, byte[] value) {
      try {
        writer.append(value);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean flush(Duration atMost) {
      return true;
    }

    @Override
    public long acknowledged() {
      return writer.batches();
    }
  }
}
