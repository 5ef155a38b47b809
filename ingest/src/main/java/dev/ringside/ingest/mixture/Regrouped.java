package dev.ringside.ingest.mixture;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.ingest.recording.RankTrace;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A trace of the same calls, of which more is known. */
final class Regrouped {

  private Regrouped() {}

  /** The same trace if {@code better} changes nothing. */
  static RankTrace of(RankTrace trace, UnaryOperator<CallSignature> better) {
    SignatureTable signatures = new SignatureTable();
    int[] ids = new int[trace.signatures().size()];
    boolean changed = false;
    for (int id = 0; id < ids.length; id++) {
      CallSignature known = trace.signatures().get(id);
      CallSignature more = better.apply(known);
      changed |= !more.equals(known);
      ids[id] = signatures.idOf(more);
    }
    return changed
        ? new RankTrace(
            trace.source(),
            trace.who(),
            signatures,
            calls(trace.calls(), ids),
            trace.rejected(),
            trace.remarks(),
            trace.word())
        : trace;
  }

  private static CallColumns calls(CallColumns old, int[] ids) {
    CallColumns calls = new CallColumns();
    for (int row = 0; row < old.size(); row++) {
      calls.add(ids[old.signature(row)], old.startNs(row), old.durationNs(row), old.sequence(row));
    }
    return calls;
  }

  /** The same trace with more to tell. */
  static RankTrace telling(RankTrace trace, List<String> remarks) {
    return new RankTrace(
        trace.source(),
        trace.who(),
        trace.signatures(),
        trace.calls(),
        trace.rejected(),
        Stream.concat(trace.remarks().stream(), remarks.stream()).toList(),
        trace.word());
  }
}
