package dev.ringside.ingest.flightrecorder;

import dev.ringside.core.account.RejectReason;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Reads the calls of a Flight Recorder dump. It knows when the host issued a call, not when the
 * call began; how long it took only with {@code TORCH_NCCL_ENABLE_TIMING}.
 *
 * <p>Counted once: a batch's sends and receives, not the mark that closes it. Peers are places
 * within the group and become global ranks. Who waits for whom: {@link FlightRecorderDumps}.
 */
public final class FlightRecorderReader implements TraceReader {

  @Override
  public String format() {
    return "a dump of PyTorch's Flight Recorder";
  }

  @Override
  public Likelihood sniff(Head head) {
    return DumpFile.likelihood(head);
  }

  @Override
  public void read(Path file, CallSink sink, LongConsumer progress)
      throws UnreadableTraceException {
    Dump dump = DumpFile.read(file, progress);
    if (dump == null) {
      return;
    }
    int rank = dump.rank().orElseThrow(() -> nameless(file));
    if (!Bound.RANK_NUMBER.allows(rank)) {
      throw nameless(file);
    }
    notes(dump, sink);
    RankCalls calls = sink.rank(new RankInfo(rank, dump.worldSize(), "").by(Sight.FLIGHT_RECORDER));
    dump.realCalls().forEach(call -> add(dump, call, calls));
  }

  private static UnreadableTraceException nameless(Path file) {
    return new UnreadableTraceException(
        file, "neither its name nor its groups say which rank it is of; let its name end in _RANK");
  }

  private static void notes(Dump dump, CallSink sink) {
    List<RecordedCall> calls = dump.realCalls();
    boolean timed = !calls.isEmpty() && calls.stream().allMatch(call -> call.durationNs() >= 0);
    sink.note(new Note.Timing(timed ? KnownTimes.DURATIONS : KnownTimes.STARTS));
    if (dump.left() > 0) {
      sink.note(
          new Note.Incomplete(
              "%,d of %,d recorded calls are not in the dump: overwritten, or over when it was made"
                  .formatted(dump.left(), dump.left() + dump.calls().size())));
    }
    for (DumpGroup group : dump.groups().values()) {
      if (!group.ranks().isEmpty()) {
        sink.note(new Note.Group(group.name(), group.ranks(), group.description()));
      }
    }
  }

  private static void add(Dump dump, RecordedCall call, RankCalls calls) {
    if (call.createdNs() < 0) {
      calls.reject(RejectReason.TS_MISSING.label(), 1);
      return;
    }
    calls.add(
        calls.idOf(signature(dump.groupOf(call), call)),
        call.createdNs(),
        Math.max(0, call.durationNs()),
        Math.max(RankCalls.UNNUMBERED, call.sequence()));
  }

  private static CallSignature signature(DumpGroup group, RecordedCall call) {
    Collective collective = call.collective();
    boolean sized = call.elements() >= 0 && call.type() != DataType.UNKNOWN;
    int peer = collective.isPointToPoint() ? group.globalRank(call.peerPlace()) : -1;
    return new CallSignature(
        group.communicator(),
        collective,
        call.type(),
        call.elements(),
        call.transport(),
        call.durationNs() < 0 ? TimingQuality.ENQUEUE_ONLY : TimingQuality.GPU_NS,
        peer,
        sized || collective == Collective.BARRIER ? 0 : CallFlag.METADATA_MISSING.bit());
  }
}
