package dev.ringside.ingest.kineto;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.ingest.trace.RankTrace;
import dev.ringside.ingest.trace.TraceInput;
import dev.ringside.ingest.trace.TraceReader;
import dev.ringside.ingest.trace.UnreadableTraceException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.ZipException;

/**
 * Reads traces of torch.profiler (Kineto): gloo calls by their annotations, GPU calls by their
 * kernels. One pass, in memory only what communicates.
 *
 * <p>Not counted as calls, because they are another view of one: {@code c10d::} host operations,
 * {@code nccl:} annotations of host and GPU, host records without a kernel.
 */
public final class KinetoReader implements TraceReader {

  /** Lenient where damaged traces are still readable: control characters, stray escapes, NaN. */
  private static final JsonMapper JSON =
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
  public boolean mayRead(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return name.endsWith(".json") || name.endsWith(".json.gz");
  }

  @Override
  public Optional<RankTrace> read(Path file, LongConsumer progress)
      throws UnreadableTraceException {
    try (InputStream text = TraceInput.open(file, progress);
        JsonParser json = JSON.createParser(text)) {
      return read(file, json);
    } catch (IOException e) {
      throw new UnreadableTraceException(file, "cannot be read: " + reason(e), e);
    }
  }

  private static Optional<RankTrace> read(Path file, JsonParser json)
      throws UnreadableTraceException {
    TraceDocument document = new TraceDocument(file);
    try {
      return document.read(json) ? Optional.of(document.finish()) : Optional.empty();
    } catch (IOException e) {
      long offset = json.currentLocation().getByteOffset();
      throw new UnreadableTraceException(
          file, "breaks off after %,d bytes of JSON: %s".formatted(offset, reason(e)), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof EOFException) {
      return "the gzip stream ends too early (truncated copy?)";
    }
    if (e instanceof ZipException) {
      return "the gzip stream is damaged";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse(message);
  }
}
