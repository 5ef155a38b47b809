package dev.ringside.ingest.ncclog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.TraceInput;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/**
 * Reads the calls in a log of NCCL. They are those the host issued: what a CUDA graph replays is
 * not logged, nor how long a call took. Times are those of issue if every call has one, else made
 * up, a microsecond apart in the order of the log.
 *
 * <p>{@code opCount} is not a sequence number: on one node it stays 0, and it may differ between
 * ranks.
 */
public final class NcclLogReader implements TraceReader {

  private static final long MADE_UP_STEP_NS = 1_000;

  @Override
  public String format() {
    return "a log of NCCL_DEBUG=INFO";
  }

  /** A log that begins with an engine's own lines may have NCCL's after the head. */
  @Override
  public Likelihood sniff(Head head) {
    String text = new String(head.bytes(), ISO_8859_1);
    boolean log = head.isNamed(NcclLogReader::isLog);
    if (LogGrammar.OWN.matcher(text).find()) {
      return log ? Likelihood.CERTAIN : Likelihood.BY_CONTENT;
    }
    boolean own = head.isNamed(name -> name.matches("(?si).*nccl.*\\.(log|txt)(\\.gz)?"));
    boolean longText = log && !head.isWhole() && text.indexOf('\0') < 0 && !text.startsWith("{");
    return own || longText ? Likelihood.POSSIBLE : Likelihood.NONE;
  }

  private static boolean isLog(String name) {
    return name.matches("(?si).*(\\.(log|txt|out|err)|nccl.*)(\\.gz)?");
  }

  @Override
  public void read(Path file, CallSink sink, LongConsumer progress)
      throws UnreadableTraceException {
    LogContent content = scan(file, progress);
    if (content.isNccl()) {
      tell(content, sink);
    }
  }

  /** What is in the file, as far as NCCL wrote it. */
  static LogContent scan(Path file, LongConsumer progress) throws UnreadableTraceException {
    LogContent content = new LogContent();
    try (InputStream in = TraceInput.open(file, progress)) {
      if (!new LogScan(content).read(in)) {
        throw new IOException("the file is empty");
      }
      content.requireBounds();
      return content;
    } catch (IOException e) {
      throw new UnreadableTraceException(file, "cannot be read: " + TraceInput.reason(e), e);
    }
  }

  private static void tell(LogContent content, CallSink sink) {
    Roster roster = new Roster(content.logs());
    sink.note(new Note.Timing(content.areAllStamped() ? KnownTimes.STARTS : KnownTimes.ORDER));
    for (String group : roster.groups()) {
      sink.note(new Note.Group(group, roster.members(group), ""));
    }
    losses(content, roster).forEach(why -> sink.note(new Note.Incomplete(why)));
    boolean first = true;
    for (LoggedProcess process : content.logs().keySet()) {
      OptionalInt world =
          roster.worldSize() > 0 ? OptionalInt.of(roster.worldSize()) : OptionalInt.empty();
      RankCalls calls =
          sink.rank(new RankInfo(roster.rank(process), world, process.place()).by(Sight.NCCL_LOG));
      if (first) {
        content.ownerless().forEach((reason, lines) -> calls.reject(reason.label(), lines));
        if (!content.version().isEmpty()) {
          calls.remark("NCCL " + content.version());
        }
      }
      first = false;
      tell(content, roster, process, calls);
    }
  }

  private static List<String> losses(LogContent content, Roster roster) {
    List<String> losses = new ArrayList<>();
    if (content.suppressedLines() > 0) {
      losses.add(
          ("Ray left out %,d lines that looked like others, so nothing can be said about missing"
                  + " ranks; set RAY_DEDUP_LOGS=0 or give the workers' own files")
              .formatted(content.suppressedLines()));
    }
    if (roster.isGuessed() && !content.logs().isEmpty()) {
      losses.add(
          "the log does not say which process is which rank (its INIT lines are missing): ranks are"
              + " numbered by host and device");
    }
    if (content.logs().size() > 1 && content.suppressedLines() == 0) {
      losses.addAll(missing(roster, content));
    }
    return losses;
  }

  /** Of a file of several processes; those of a job that writes a file a process are all alone. */
  private static List<String> missing(Roster roster, LogContent content) {
    List<String> missing = new ArrayList<>();
    roster
        .incomplete()
        .forEach(
            (group, seen) ->
                missing.add(
                    "communicator %s has %,d ranks, of which this file has %s"
                        .formatted(group, roster.size(group), seen)));
    int largest = content.largestGroup();
    if (missing.isEmpty() && largest > content.logs().size()) {
      missing.add(
          "calls are of communicators of up to %,d ranks, and %,d processes are in this file"
              .formatted(largest, content.logs().size()));
    }
    return missing;
  }

  private static void tell(
      LogContent content, Roster roster, LoggedProcess process, RankCalls calls) {
    ProcessLog log = content.logs().get(process);
    log.rejected().forEach((reason, lines) -> calls.reject(reason.label(), lines));
    log.remarks().forEach(calls::remark);
    CallList list = log.calls();
    boolean stamped = content.areAllStamped();
    int[] ids = new int[list.kinds().size()];
    for (int kind = 0; kind < ids.length; kind++) {
      ids[kind] = calls.idOf(signature(roster, log, list.kinds().get(kind)));
    }
    for (int row = 0; row < list.size(); row++) {
      long startNs = stamped ? list.stampNs(row) : list.order(row) * MADE_UP_STEP_NS;
      calls.add(ids[list.kind(row)], startNs, 0, RankCalls.UNNUMBERED);
    }
  }

  private static CallSignature signature(Roster roster, ProcessLog log, LoggedCall call) {
    Membership membership = log.membership(call.communicator());
    String group = membership == null ? "" : log.groupOf(membership);
    int size = call.ranks() > 0 || membership == null ? call.ranks() : membership.ranks();
    Communicator communicator = roster.communicator(group, size);
    Collective collective = call.collective();
    long elements = call.elements(communicator.size());
    boolean sized = Bound.ELEMENTS.allows(elements) && call.dataType() != DataType.UNKNOWN;
    return new CallSignature(
        communicator,
        collective,
        call.dataType(),
        Bound.ELEMENTS.allows(elements) ? elements : CallSignature.UNKNOWN_ELEMENTS,
        Transport.NCCL,
        TimingQuality.ENQUEUE_ONLY,
        collective.isPointToPoint() ? roster.peer(group, call.root()) : CallSignature.NO_PEER,
        sized ? 0 : CallFlag.METADATA_MISSING.bit());
  }
}
