package dev.ringside.ingest.container;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.CallSource;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.MalformedContainerException.Reason;
import dev.ringside.schemas.container.CallBatchContainerReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A container of call batches that is still being written: each poll hands over the batches of the
 * blocks that are complete by now.
 *
 * <p>A block seen in part ends the reader; the next poll opens the file again and passes over the
 * batches it has handed over. Memory: one block, and a number for each start of an agent.
 */
public final class GrowingContainer implements CallSource {

  private static final Duration STEP = Duration.ofMillis(20);

  private final Path file;
  private final BatchCalls calls = new BatchCalls();
  private CallBatchContainerReader reader;
  private long handedOver;

  public GrowingContainer(Path file) {
    this.file = file;
  }

  @Override
  public boolean poll(CallSink sink, Duration atMost)
      throws UnreadableTraceException, InterruptedException {
    for (Duration waited = Duration.ZERO; !takeComplete(sink); waited = waited.plus(STEP)) {
      if (waited.compareTo(atMost) >= 0) {
        return false;
      }
      Thread.sleep(STEP.toMillis());
    }
    return true;
  }

  private boolean takeComplete(CallSink sink) throws UnreadableTraceException {
    long before = handedOver;
    try {
      if (reader == null && !reopen()) {
        return false;
      }
      for (Optional<CallBatch> next = reader.next(); next.isPresent(); next = reader.next()) {
        calls.add(next.get(), sink);
        handedOver++;
      }
    } catch (MalformedContainerException e) {
      close();
      if (e.reason() != Reason.TRUNCATED) {
        throw ContainerReader.malformed(file, e);
      }
    } catch (IOException e) {
      throw ContainerReader.unreadable(file, e);
    }
    return handedOver > before;
  }

  private boolean reopen() throws IOException, MalformedContainerException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return false;
    }
    reader = CallBatchContainerReader.open(file);
    for (long skipped = 0; skipped < handedOver; skipped++) {
      reader.next();
    }
    return true;
  }

  @Override
  public void close() {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    } finally {
      reader = null;
    }
  }
}
