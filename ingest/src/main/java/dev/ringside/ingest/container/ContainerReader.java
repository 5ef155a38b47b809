package dev.ringside.ingest.container;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.TraceInput;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.container.CallBatchContainerReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reads containers of call batches whole, for those who want all calls at once; a replay takes them
 * through {@link ContainerRecording}, a batch at a time.
 */
public final class ContainerReader implements TraceReader {

  private static final byte[] MAGIC = {'O', 'b', 'j', 1};

  @Override
  public String format() {
    return "a container of call batches";
  }

  @Override
  public Likelihood sniff(Head head) {
    boolean named = head.isNamed(".avro");
    if (head.startsWith(MAGIC)) {
      return named ? Likelihood.CERTAIN : Likelihood.BY_CONTENT;
    }
    return named ? Likelihood.POSSIBLE : Likelihood.NONE;
  }

  @Override
  public void read(Path file, CallSink sink, LongConsumer progress)
      throws UnreadableTraceException {
    BatchCalls calls = new BatchCalls();
    try (CallBatchContainerReader reader = open(file, progress)) {
      for (Optional<CallBatch> next = reader.next(); next.isPresent(); next = reader.next()) {
        calls.add(next.get(), sink);
      }
    } catch (MalformedContainerException e) {
      throw malformed(file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static CallBatchContainerReader open(Path file, LongConsumer progress)
      throws IOException, MalformedContainerException {
    return CallBatchContainerReader.open(TraceInput.open(file, progress));
  }

  static UnreadableTraceException malformed(Path file, MalformedContainerException e) {
    return new UnreadableTraceException(file, e.getMessage(), e);
  }

  static UnreadableTraceException unreadable(Path file, IOException e) {
    return new UnreadableTraceException(file, "cannot be read: " + TraceInput.reason(e), e);
  }
}
