package dev.ringside.cli.command;

import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.Recording;
import dev.ringside.ingest.replay.Replay;
import dev.ringside.ingest.replay.ReplayOptions;
import dev.ringside.ingest.replay.ReplaySpeed;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.container.CallBatchContainerWriter;
import dev.ringside.schemas.topic.RecordKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The demo's recording as live agents would have left it in a container. */
final class RecordedContainer implements BatchSink {

  private final CallBatchContainerWriter writer;
  private final Function<BatchHeader, Optional<BatchHeader>> change;

  private RecordedContainer(
      CallBatchContainerWriter writer, Function<BatchHeader, Optional<BatchHeader>> change) {
    this.writer = writer;
    this.change = change;
  }

  /**
   * @param change what becomes of a batch's header; empty leaves the batch out
   */
  static Path write(Path file, Function<BatchHeader, Optional<BatchHeader>> change) {
    try (DemoRecording demo = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2);
        CallBatchContainerWriter writer = CallBatchContainerWriter.open(file, 1)) {
      Recording traces =
          RecordingFiles.recognise(demo.traces(), Optional.empty())
              .open(Optional.empty(), ReadProgress.SILENT)
              .recording();
      ReplayOptions options =
          new ReplayOptions(Optional.empty(), ReplaySpeed.MAX, true, "agent-run-1", "agent");
      new Replay(traces, options, InstantSource.system(), ahead -> {})
          .run(new RecordedContainer(writer, change), Replay.Progress.SILENT);
      return file;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static Path write(Path file) {
    return write(file, Optional::of);
  }

  /** {@code header} with some of it put for another. */
  static BatchHeader with(
      BatchHeader header, String deployment, int replica, int rank, String runId, long sequence) {
    return new BatchHeader(
        new BatchOrigin(deployment, replica, rank, header.agent(), runId, header.host(), List.of()),
        header.units(),
        sequence,
        false,
        header.contents());
  }

  @Override
  public void send(RecordKey key, byte[] value) {
    try {
      CallBatch batch = CallBatchDecoder.decode(value);
      Optional<BatchHeader> header = change.apply(batch.header());
      if (header.isPresent()) {
        writer.append(
            new CallBatchEncoder()
                .encode(header.get(), batch.signatures(), batch.calls(), 0, batch.calls().size()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
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
