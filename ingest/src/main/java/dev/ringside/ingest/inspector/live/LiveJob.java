package dev.ringside.ingest.inspector.live;

import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.inspector.JobRanks;
import dev.ringside.ingest.inspector.Membership;
import dev.ringside.ingest.inspector.ProcessId;
import dev.ringside.ingest.inspector.ProcessRanks;
import dev.ringside.ingest.inspector.line.Origin;
import dev.ringside.ingest.inspector.process.ProcessCalls;
import dev.ringside.ingest.inspector.process.ProcessRemarks;
import dev.ringside.ingest.inspector.process.SignatureRules;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which rank each process of a running job is, and who gets its calls. A process keeps the rank it
 * was given first.
 *
 * <p>A folder is of one engine at a time. Two engines that write into one folder, one of them idle
 * while the other starts, look like two lives of the same ranks: there {@link ProcessRanks} must
 * tell.
 *
 * <p>Processes start one after the other, so a rank that follows from communicators is not given
 * before all of their members have written, or {@code patience} has passed since the process was
 * first seen: those on other nodes are never seen here.
 */
public final class LiveJob {

  private final ProcessRanks known;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Map<ProcessId, Integer> given = new HashMap<>();
  private final Map<Integer, ProcessCalls> holders = new HashMap<>();
  private final Map<ProcessId, Place> places = new HashMap<>();
  private final Map<ProcessId, Long> firstSeen = new HashMap<>();
  private final Map<ProcessId, Long> toldLost = new HashMap<>();
  private final Set<ProcessId> toldContradiction = new HashSet<>();
  private final Set<ProcessId> toldMembers = new HashSet<>();
  private JobRanks ranks = JobRanks.of(List.of());
  private SignatureRules rules = new SignatureRules(ranks, Transport.NCCL);
  private final Map<GrowingLog, Integer> met = new LinkedHashMap<>();
  private boolean isStale;
  private boolean toldTimes;

  /**
   * @param nanoTime a clock that only goes forward, nanoseconds
   */
  public LiveJob(ProcessRanks known, Duration patience, LongSupplier nanoTime) {
    this.known = known;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /** Looks at one file again: who has come, and with which communicators. */
  public void meet(GrowingLog log) {
    int communicators = 0;
    for (ProcessCalls process : log.processes()) {
      communicators += process.communicators().size();
      firstSeen.computeIfAbsent(process.id(), id -> nanoTime.getAsLong());
    }
    Integer before = met.put(log, communicators);
    isStale |= before == null || before != communicators;
  }

  /** True if the rank of each of its processes has been given. */
  public boolean isPlaced(GrowingLog log) {
    return log.processes().stream().allMatch(process -> given.containsKey(process.id()));
  }

  /** Computed again only when a process or a communicator has come. */
  private JobRanks ranks() {
    if (isStale) {
      isStale = false;
      List<Membership> processes = new ArrayList<>();
      for (GrowingLog log : met.keySet()) {
        log.processes().forEach(process -> processes.add(process.membership()));
      }
      ranks = JobRanks.of(processes, known);
      rules = new SignatureRules(ranks, Transport.NCCL);
      toldMembers.clear();
    }
    return ranks;
  }

  /**
   * Hands over what waits of one file.
   *
   * @return false if calls still wait because the rank is not known yet, or another process has it
   */
  public boolean handOver(GrowingLog log, CallSink sink) {
    return handOver(log, sink, false);
  }

  /** The same for a file that is gone: its processes get the ranks that are most likely. */
  public void handOverNow(GrowingLog log, CallSink sink) {
    handOver(log, sink, true);
  }

  private boolean handOver(GrowingLog log, CallSink sink, boolean now) {
    boolean all = true;
    for (ProcessCalls process : log.processes()) {
      all &= process.isEmpty() || handOver(process, sink, now);
    }
    return all;
  }

  private boolean handOver(ProcessCalls process, CallSink sink, boolean now) {
    OptionalInt rank = rankOf(process, now);
    if (rank.isEmpty()) {
      return false;
    }
    RankCalls calls =
        sink.rank(
            new RankInfo(rank.getAsInt(), OptionalInt.empty(), placeOf(process.id()))
                .by(Sight.INSPECTOR));
    ranks();
    if (toldMembers.add(process.id())) {
      process.communicators().forEach(log -> tellMember(log.origin(), calls));
    }
    process.handOver(rules, calls, 0);
    tell(process, calls, sink);
    return true;
  }

  private void tellMember(Origin origin, RankCalls calls) {
    if (!origin.id().isEmpty()) {
      calls.member(origin.id(), origin.rank(), rules.communicator(origin));
    }
  }

  /** Asked once a process: its environment does not change. */
  private Place placeOf(ProcessId process) {
    return places.computeIfAbsent(process, id -> id.place(known.gpuOf(id)));
  }

  private OptionalInt rankOf(ProcessCalls process, boolean now) {
    Integer before = given.get(process.id());
    if (before != null) {
      return OptionalInt.of(before);
    }
    OptionalInt explicit = known.rankOf(process.id());
    OptionalInt rank =
        now || explicit.isPresent() || isSure(process)
            ? ranks().of(process.id())
            : OptionalInt.empty();
    if (rank.isPresent() && !take(rank.getAsInt(), process)) {
      return OptionalInt.empty();
    }
    return rank;
  }

  private boolean isSure(ProcessCalls process) {
    long waitedNs = nanoTime.getAsLong() - firstSeen.getOrDefault(process.id(), 0L);
    return waitedNs >= patience.toNanos()
        || process.communicators().stream()
            .noneMatch(log -> ranks().membersOf(log.origin()).isEmpty());
  }

  /** A later life takes over its rank; of two that live at the same time the first one keeps it. */
  private boolean take(int rank, ProcessCalls process) {
    ProcessCalls holder = holders.get(rank);
    if (holder != null && holder != process && holder.lastUs() >= process.firstUs()) {
      return false;
    }
    if (holder != null) {
      given.remove(holder.id());
    }
    holders.put(rank, process);
    given.put(process.id(), rank);
    return true;
  }

  private void tell(ProcessCalls process, RankCalls calls, CallSink sink) {
    if (process.isContradictory() && toldContradiction.add(process.id())) {
      sink.note(new Note.Timing(KnownTimes.CONTRADICTORY));
      calls.remark(ProcessRemarks.contradiction(process));
    }
    if (!toldTimes) {
      boolean rough = process.hasDumpTimes();
      sink.note(new Note.Timing(rough ? KnownTimes.DURATIONS : KnownTimes.EXACT));
      toldTimes = true;
    }
    long lost = process.lost();
    if (lost > 0 && lost >= 2 * toldLost.getOrDefault(process.id(), 0L)) {
      toldLost.put(process.id(), lost);
      process.losses().forEach(why -> sink.note(new Note.Incomplete(process.id() + ": " + why)));
    }
  }

  /** Forgets a process whose file is gone. */
  public void forget(GrowingLog log) {
    met.remove(log);
    isStale = true;
    for (ProcessCalls process : log.processes()) {
      Integer rank = given.remove(process.id());
      if (rank != null) {
        holders.remove(rank, process);
      }
      places.remove(process.id());
      firstSeen.remove(process.id());
      toldLost.remove(process.id());
      toldContradiction.remove(process.id());
      toldMembers.remove(process.id());
    }
  }
}
