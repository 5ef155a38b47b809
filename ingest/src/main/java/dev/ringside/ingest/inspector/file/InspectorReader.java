package dev.ringside.ingest.inspector.file;

import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.inspector.JobRanks;
import dev.ringside.ingest.inspector.process.ProcessCalls;
import dev.ringside.ingest.inspector.process.ProcessRemarks;
import dev.ringside.ingest.inspector.process.SignatureRules;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.TraceInput;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/**
 * Reads the JSON lines of NCCL Inspector (2.28 and later, every dialect), of RCCL's, of ACCL's
 * profiler and of DataDog's relay. A file is of one process, or of several if a relay mixed them.
 *
 * <p>A file alone does not say which rank of the job it is of; those beside it are looked into,
 * each up to {@value InspectorFolder#BEGINNING} bytes, for the communicators that they share.
 */
public final class InspectorReader implements TraceReader {

  @Override
  public String format() {
    return "lines of NCCL Inspector";
  }

  @Override
  public Likelihood sniff(Head head) {
    return InspectorHead.likelihood(head);
  }

  @Override
  public void read(Path file, CallSink sink, LongConsumer progress)
      throws UnreadableTraceException {
    InspectorCalls calls = new InspectorCalls(file);
    boolean whole = readAll(file, calls, progress);
    if (calls.records() == 0) {
      requireForeign(file, calls);
      return;
    }
    JobRanks ranks = InspectorFolder.ranksFor(file, calls);
    boolean accl = calls.processes().stream().anyMatch(ProcessCalls::hasTicks);
    Transport transport = accl ? Transport.RCCL : Transport.NCCL;
    SignatureRules rules = new SignatureRules(ranks, transport);
    for (ProcessCalls process : calls.processes()) {
      handOver(file, process, ranks, rules, sink);
    }
    FileNotes.of(calls, ranks, whole).forEach(sink::note);
  }

  private static boolean readAll(Path file, InspectorCalls calls, LongConsumer progress)
      throws UnreadableTraceException {
    try {
      return InspectorFile.read(file, calls, progress);
    } catch (IOException e) {
      throw new UnreadableTraceException(file, "cannot be read: " + TraceInput.reason(e), e);
    }
  }

  /** Sound JSON of another kind is another format; all else cannot be used. */
  private static void requireForeign(Path file, InspectorCalls calls)
      throws UnreadableTraceException {
    if (calls.foreign() > 0) {
      return;
    }
    boolean empty = calls.rejected() == 0;
    throw new UnreadableTraceException(
        file,
        empty
            ? "holds no line: the Inspector has written nothing yet; if that stays so, set"
                + " NCCL_INSPECTOR_DUMP_THREAD_INTERVAL_MICROSECONDS, which is off by default"
            : "has no line of NCCL Inspector: expected JSON with coll_perf or p2p_perf on each"
                + " line, and none of %,d lines is".formatted(calls.rejected()));
  }

  private static void handOver(
      Path file, ProcessCalls process, JobRanks ranks, SignatureRules rules, CallSink sink)
      throws UnreadableTraceException {
    OptionalInt rank = ranks.of(process.id());
    if (rank.isEmpty()) {
      throw new UnreadableTraceException(file, "does not say which communicators it is of");
    }
    boolean guessed = ranks.isGuessed(process.id());
    RankCalls calls =
        sink.rank(
            new RankInfo(rank.getAsInt(), OptionalInt.empty(), process.id().place(""), guessed)
                .by(Sight.INSPECTOR));
    process.handOver(rules, calls, process.hasTicks() ? untilWritten(file, process) : 0);
    ProcessRemarks.of(process, ranks).forEach(calls::remark);
  }

  /** Ticks have no time of day: the last call is put where the file was last written. */
  private static long untilWritten(Path file, ProcessCalls process) {
    try {
      return Files.getLastModifiedTime(file).toMillis() * 1_000_000 - process.lastEndNs();
    } catch (IOException e) {
      return 0;
    }
  }
}
