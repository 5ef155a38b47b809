package dev.ringside.ingest.kineto;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.ingest.kineto.json.JsonStream;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.TraceInput;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Reads traces of torch.profiler (Kineto): gloo calls by their annotations, GPU calls by their
 * kernels. One pass, in memory only what communicates.
 *
 * <p>Not counted as calls, because they are another view of one: {@code c10d::} host operations,
 * {@code nccl:} annotations of host and GPU, host records without a kernel.
 */
public final class KinetoReader implements TraceReader {

  /** Lenient where damaged traces are still readable: control characters, stray escapes, NaN. */
  static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                  .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .build();

  @Override
  public String format() {
    return "JSON with traceEvents";
  }

  @Override
  public Likelihood sniff(Head head) {
    return Envelope.likelihood(head);
  }

  @Override
  public void read(Path file, CallSink sink, LongConsumer progress)
      throws UnreadableTraceException {
    try (InputStream text = TraceInput.open(file, progress)) {
      read(file, new JsonStream(text), sink);
    } catch (IOException e) {
      throw new UnreadableTraceException(file, "cannot be read: " + TraceInput.reason(e), e);
    }
  }

  private static void read(Path file, JsonStream json, CallSink sink)
      throws UnreadableTraceException {
    TraceDocument document = new TraceDocument(file);
    try {
      if (!document.read(json)) {
        return;
      }
    } catch (IOException e) {
      long offset = json.offset();
      throw new UnreadableTraceException(
          file,
          "breaks off after %,d bytes of JSON: %s".formatted(offset, TraceInput.reason(e)),
          e);
    }
    document.finish(sink);
  }
}
