package dev.ringside.ingest.example;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.collective.Sight;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.FileNameRank;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.TraceInput;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * Reads what NCCL's example profiler plugin prints ({@code NCCL_PROFILE_DUMP_FILE}): events of
 * Chrome's kind, one a line, that are no sound JSON. A call is a {@code COLL} or {@code P2P} event
 * with the kernels inside it; {@code COLL_API}, {@code KERNEL_LAUNCH} and {@code PROXY} are other
 * views of one.
 *
 * <p>The file names ranks of communicators only: its rank is the one in its name if there is one,
 * else that of the communicator with the most calls.
 *
 * <p>Source: NCCL {@code plugins/profiler/example/print_event.cc}.
 */
public final class ExampleProfilerReader implements TraceReader {

  private static final Pattern OWN_NAME = Pattern.compile(".+-\\d+\\.txt(\\.gz)?");
  private static final String COLLECTIVES = "\"cat\": \"COLL";
  private static final String KERNELS = "\"name\": \"KernelCh\"";
  private static final String PAIRS = "\"cat\": \"P2P";

  @Override
  public String format() {
    return "events of NCCL's example profiler";
  }

  @Override
  public Likelihood sniff(Head head) {
    boolean named = OWN_NAME.matcher(head.name()).matches();
    String text = new String(head.bytes(), ISO_8859_1);
    boolean begins = text.startsWith("[");
    if (begins && (text.contains(COLLECTIVES) || text.contains(KERNELS) || text.contains(PAIRS))) {
      return named ? Likelihood.CERTAIN : Likelihood.BY_CONTENT;
    }
    boolean maybe = head.size() == 0 || (begins && text.indexOf('\n') == 1) || text.equals("[");
    return named && maybe ? Likelihood.POSSIBLE : Likelihood.NONE;
  }

  @Override
  public void read(Path file, CallSink sink, LongConsumer progress)
      throws UnreadableTraceException {
    ExampleCalls calls = new ExampleCalls();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(TraceInput.open(file, progress), UTF_8))) {
      BoundedLines bounded = new BoundedLines(lines);
      String line = bounded.next();
      if (line == null) {
        throw new UnreadableTraceException(
            file, "is empty; the plugin prints its events when the communicator is destroyed");
      }
      boolean ours = line.strip().equals("[");
      for (; line != null; line = bounded.next()) {
        calls.add(line);
      }
      if (!ours) {
        return;
      }
    } catch (IOException e) {
      throw new UnreadableTraceException(file, "cannot be read: " + TraceInput.reason(e), e);
    }
    handOver(file, calls, sink);
  }

  private static void handOver(Path file, ExampleCalls calls, CallSink sink)
      throws UnreadableTraceException {
    List<ExampleCall> whole = calls.whole();
    OptionalInt named = FileNameRank.of(file);
    int rank = named.isPresent() ? named.getAsInt() : calls.mostlyRank();
    if (rank < 0) {
      throw new UnreadableTraceException(
          file, "has no call that says its rank; rename it to rank0-HOST-TID.txt or the like");
    }
    RankCalls to =
        sink.rank(new RankInfo(rank, OptionalInt.empty(), "").by(Sight.EXAMPLE_PROFILER));
    long lastNs = 0;
    for (ExampleCall call : whole) {
      long startNs = call.startNs() < 0 ? lastNs : call.startNs();
      to.add(to.idOf(call.signature()), startNs, call.durationNs(), call.number());
      lastNs = Math.max(lastNs, startNs + call.durationNs());
    }
    int withoutStop = whole.stream().mapToInt(ExampleCall::withoutStop).sum();
    if (withoutStop > 0) {
      to.remark(
          "%,d channels have no stop, as in NCCL 2.28 to 2.30; calls are timed by the others"
              .formatted(withoutStop));
    }
    boolean timed = whole.stream().allMatch(ExampleCall::isTimed);
    sink.note(new Note.Timing(timed ? KnownTimes.EXACT : KnownTimes.STARTS));
    if (!calls.isEnded()) {
      sink.note(
          new Note.Incomplete(
              "the file breaks off: the last call is left out, and later ones may be missing"));
    }
  }
}
