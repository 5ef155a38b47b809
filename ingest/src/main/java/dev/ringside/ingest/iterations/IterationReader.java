package dev.ringside.ingest.iterations;

import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Recognises files of iterations among others. They hold no call, so of the file only its notes are
 * told; {@link IterationLog} has the rest.
 */
public final class IterationReader implements TraceReader {

  @Override
  public String format() {
    return "an engine's own list of its passes";
  }

  @Override
  public Likelihood sniff(Head head) {
    String text = new String(head.bytes(), StandardCharsets.UTF_8);
    boolean dynamo =
        text.startsWith("{")
            && text.contains("\"scheduled_requests\"")
            && text.contains("\"counter_id\"");
    boolean vllm =
        text.contains("enable_logging_iteration_details=True")
            || (text.contains("Iteration(") && text.contains(" context requests, "));
    if (dynamo) {
      return head.isNamed(".jsonl") ? Likelihood.CERTAIN : Likelihood.BY_CONTENT;
    }
    return vllm ? Likelihood.BY_CONTENT : Likelihood.NONE;
  }

  @Override
  public void read(Path file, CallSink sink, LongConsumer progress)
      throws UnreadableTraceException {
    IterationLog log = IterationLog.read(file);
    boolean timed = log.iterations().stream().anyMatch(one -> one.endNs() != Iteration.UNKNOWN);
    sink.note(new Note.Timing(timed ? KnownTimes.DURATIONS : KnownTimes.ORDER));
    if (log.missing() > 0) {
      sink.note(
          new Note.Incomplete(
              "%,d numbers between passes are missing: dummy passes (vLLM), or lost (Dynamo)"
                  .formatted(log.missing())));
    }
  }
}
