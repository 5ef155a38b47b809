package dev.ringside.ingest.mixture;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.ingest.recording.RankTrace;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Fills one trace from another of the same rank, call by call. Calls of one kind are in the same
 * order in both, so that one is the other from some call on: {@link Alignment} finds from which.
 * Where all calls of a collective are alike in the other, times are not needed.
 *
 * <p>A source that records only some of the calls, as the Inspector does, is of use here only if it
 * has as many of a kind as the trace.
 */
final class Filling {

  /** Times before this are made up to keep an order. */
  private static final long YEAR_2001_NS = 1_000_000_000_000_000_000L;

  private static final Set<TimingQuality> EXACT =
      EnumSet.of(TimingQuality.GPU_NS, TimingQuality.CPU_US);

  /** What both sources know of a call. Sizes count only if both know them. */
  private record Kind(Collective collective, long bytes, DataType type) {}

  /** What a source has to tell of a call. */
  private record Told(Communicator group, long elements, DataType type, int peer) {}

  private final RankTrace trace;
  private final RankTrace source;
  private final GroupMembers members;
  private final HashNames names;
  private final SignatureTable signatures = new SignatureTable();
  private final CallColumns calls = new CallColumns();

  Filling(RankTrace trace, RankTrace source, GroupMembers members, HashNames names) {
    this.trace = trace;
    this.source = source;
    this.members = members;
    this.names = names;
  }

  /** The same calls in the same order, each knowing at least as much. */
  RankTrace fill() {
    Map<Kind, List<Integer>> lacking = new LinkedHashMap<>();
    Map<Kind, CallSignature> first = new HashMap<>();
    for (int row = 0; row < trace.calls().size(); row++) {
      CallSignature signature = signature(trace, row);
      if (lacks(signature)) {
        Kind kind = kind(signature);
        lacking.computeIfAbsent(kind, any -> new ArrayList<>()).add(row);
        first.putIfAbsent(kind, signature);
      }
    }
    Map<Integer, CallSignature> found = new HashMap<>();
    lacking.forEach((kind, rows) -> find(first.get(kind), rows, found));
    return found.isEmpty() ? trace : rebuilt(found);
  }

  /** True if its size or the members of its group are not known. */
  static boolean lacks(CallSignature signature) {
    boolean sized = signature.hasSize() || signature.collective() == Collective.BARRIER;
    return !sized || !signature.communicator().hasRanks();
  }

  private static CallSignature signature(RankTrace of, int row) {
    return of.signatures().get(of.calls().signature(row));
  }

  private static Kind kind(CallSignature call) {
    return new Kind(
        LikeCalls.carried(call), call.bytes(), call.hasSize() ? call.dataType() : DataType.UNKNOWN);
  }

  private void find(CallSignature kind, List<Integer> rows, Map<Integer, CallSignature> found) {
    List<Integer> candidates = candidates(kind);
    if (candidates.isEmpty()) {
      return;
    }
    if (isSampled(candidates)) {
      if (candidates.size() == rows.size() && areInOrder(candidates)) {
        IntStream.range(0, rows.size()).forEach(at -> put(rows, at, candidates, at, found));
      }
    } else if (areAlike(candidates)) {
      IntStream.range(0, rows.size()).forEach(at -> put(rows, at, candidates, 0, found));
    } else if (source.calls().startNs(candidates.get(0)) > YEAR_2001_NS) {
      Alignment.of(startsOf(trace, rows), startsOf(source, candidates))
          .forEach((at, other) -> put(rows, at, candidates, other, found));
    }
  }

  private List<Integer> candidates(CallSignature kind) {
    boolean[] fits = new boolean[source.signatures().size()];
    for (int id = 0; id < fits.length; id++) {
      CallSignature other = source.signatures().get(id);
      fits[id] =
          kind.hasSize()
              ? LikeCalls.areAlike(kind, other)
              : LikeCalls.carried(kind) == LikeCalls.carried(other);
    }
    return IntStream.range(0, source.calls().size())
        .filter(row -> fits[source.calls().signature(row)])
        .boxed()
        .toList();
  }

  private boolean isSampled(List<Integer> rows) {
    return rows.stream().anyMatch(row -> CallFlag.SAMPLED.in(signature(source, row).flags()));
  }

  /** The order of calls on several communicators is known only where each has a time of its own. */
  private boolean areInOrder(List<Integer> rows) {
    return rows.stream().map(row -> signature(source, row).communicator()).distinct().count() == 1
        || rows.stream().map(row -> signature(source, row).timing()).allMatch(EXACT::contains);
  }

  private boolean areAlike(List<Integer> rows) {
    return rows.stream()
            .map(source.calls()::signature)
            .distinct()
            .map(source.signatures()::get)
            .map(
                call ->
                    new Told(call.communicator(), call.elements(), call.dataType(), call.peer()))
            .distinct()
            .count()
        == 1;
  }

  private static long[] startsOf(RankTrace of, List<Integer> rows) {
    return rows.stream().mapToLong(row -> of.calls().startNs(row)).toArray();
  }

  private void put(
      List<Integer> rows,
      int at,
      List<Integer> candidates,
      int other,
      Map<Integer, CallSignature> found) {
    CallSignature told = signature(source, candidates.get(other));
    if (names.mayBeSame(signature(trace, rows.get(at)).communicator(), told.communicator())) {
      found.put(rows.get(at), told);
    }
  }

  private RankTrace rebuilt(Map<Integer, CallSignature> found) {
    CallColumns old = trace.calls();
    for (int row = 0; row < old.size(); row++) {
      CallSignature known = signature(trace, row);
      CallSignature filled = found.containsKey(row) ? merged(known, found.get(row)) : known;
      calls.add(signatures.idOf(filled), old.startNs(row), old.durationNs(row), old.sequence(row));
    }
    return new RankTrace(
        trace.source(),
        trace.who(),
        signatures,
        calls,
        trace.rejected(),
        trace.remarks(),
        trace.word());
  }

  private CallSignature merged(CallSignature known, CallSignature told) {
    CallSignature other = told.inElementsOf(known.dataType());
    Communicator group =
        LikeCalls.joined(known.communicator(), members.complete(source, other.communicator()));
    int peer = known.peer() == CallSignature.NO_PEER ? other.peer() : known.peer();
    boolean sized = known.hasSize() || !other.hasSize();
    return new CallSignature(
        group,
        known.collective(),
        sized ? known.dataType() : other.dataType(),
        sized ? known.elements() : other.elements(),
        known.transport(),
        known.timing(),
        peer,
        sized ? known.flags() : sizedBy(other, known.flags()),
        sized ? known.rowElements() : other.rowElements());
  }

  private static int sizedBy(CallSignature other, int flags) {
    return (flags & ~CallFlag.METADATA_MISSING.bit()) | (other.flags() & CallFlag.BYTES_ONLY.bit());
  }

  /** Calls that know more in {@code after} than in {@code before}. */
  static long changed(RankTrace before, RankTrace after) {
    long changed = 0;
    for (int row = 0; row < before.calls().size(); row++) {
      changed += signature(before, row).equals(signature(after, row)) ? 0 : 1;
    }
    return changed;
  }
}
