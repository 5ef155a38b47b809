package dev.ringside.ingest.mixture;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.recording.RankTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fills one trace from another of the same rank. Calls of one kind are in the same order in both,
 * so that one is the other from some call on: {@link Alignment} finds from which. Where all calls
 * of a collective are alike in the other, times are not needed.
 */
final class Filling {

  /** Times before this are made up to keep an order. */
  private static final long YEAR_2001_NS = 1_000_000_000_000_000_000L;

  /** What both sources know of a call. Sizes count only if both know them. */
  private record Kind(Collective collective, long elements, DataType type) {}

  private final RankTrace trace;
  private final RankTrace source;
  private final GroupMembers members;
  private final SignatureTable signatures = new SignatureTable();
  private final CallColumns calls = new CallColumns();

  Filling(RankTrace trace, RankTrace source, GroupMembers members) {
    this.trace = trace;
    this.source = source;
    this.members = members;
  }

  /** The same calls in the same order, each knowing at least as much. */
  RankTrace fill() {
    Map<Kind, List<Integer>> lacking = new LinkedHashMap<>();
    for (int row = 0; row < trace.calls().size(); row++) {
      CallSignature signature = signature(trace, row);
      if (lacks(signature)) {
        lacking.computeIfAbsent(kind(signature, true), any -> new ArrayList<>()).add(row);
      }
    }
    if (lacking.isEmpty()) {
      return trace;
    }
    Map<Integer, CallSignature> found = new HashMap<>();
    lacking.forEach((kind, rows) -> find(kind, rows, found));
    return found.isEmpty() ? trace : rebuilt(found);
  }

  private static boolean lacks(CallSignature signature) {
    boolean sized = signature.hasSize() || signature.collective() == Collective.BARRIER;
    return !sized || !signature.communicator().hasRanks();
  }

  private static CallSignature signature(RankTrace of, int row) {
    return of.signatures().get(of.calls().signature(row));
  }

  /** Gloo carries out a reduce-scatter as an all-reduce, and that is what a recorder sees. */
  private static Kind kind(CallSignature signature, boolean sized) {
    boolean scatter =
        signature.transport() == Transport.GLOO
            && signature.collective() == Collective.REDUCE_SCATTER;
    boolean known = sized && signature.hasSize();
    return new Kind(
        scatter ? Collective.ALL_REDUCE : signature.collective(),
        known ? signature.elements() : CallSignature.UNKNOWN_ELEMENTS,
        known ? signature.dataType() : DataType.UNKNOWN);
  }

  private void find(Kind kind, List<Integer> rows, Map<Integer, CallSignature> found) {
    boolean sized = kind.elements() != CallSignature.UNKNOWN_ELEMENTS;
    List<Integer> candidates = new ArrayList<>();
    for (int row = 0; row < source.calls().size(); row++) {
      if (kind(signature(source, row), sized).equals(kind)) {
        candidates.add(row);
      }
    }
    if (candidates.isEmpty()) {
      return;
    }
    if (areAlike(candidates)) {
      rows.forEach(row -> found.put(row, signature(source, candidates.get(0))));
    } else if (source.calls().startNs(candidates.get(0)) > YEAR_2001_NS) {
      Alignment.of(startsOf(trace, rows), startsOf(source, candidates))
          .forEach((row, at) -> found.put(rows.get(row), signature(source, candidates.get(at))));
    }
  }

  private boolean areAlike(List<Integer> rows) {
    return rows.stream().map(row -> source.calls().signature(row)).distinct().count() == 1;
  }

  private static long[] startsOf(RankTrace of, List<Integer> rows) {
    return rows.stream().mapToLong(row -> of.calls().startNs(row)).toArray();
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

  private CallSignature merged(CallSignature known, CallSignature other) {
    Communicator group =
        known.communicator().hasRanks()
            ? known.communicator()
            : better(known.communicator(), members.complete(source, other.communicator()));
    boolean sized = known.hasSize() || !other.hasSize();
    int flags = known.flags();
    return new CallSignature(
        group,
        known.collective(),
        sized ? known.dataType() : other.dataType(),
        sized ? known.elements() : other.elements(),
        known.transport(),
        known.timing(),
        known.peer() == CallSignature.NO_PEER ? other.peer() : known.peer(),
        sized ? flags : flags & ~CallFlag.METADATA_MISSING.bit(),
        sized ? known.rowElements() : other.rowElements());
  }

  private static Communicator better(Communicator known, Communicator other) {
    return other.hasRanks() || known.size() == 0 ? other : known;
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
