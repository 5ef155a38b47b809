package dev.ringside.core.verdict;

import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.model.Purpose;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A report row while expected and observed are being gathered for its key. */
final class RowDraft {

  private final TreeMap<Integer, CallTally> observed = new TreeMap<>();
  private final Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
  private final Set<Transport> transports = EnumSet.noneOf(Transport.class);
  private PhaseSource phaseSource = PhaseSource.UNKNOWN;
  private long expected;
  private CallKind kind;

  void observe(CallKind seen, PhaseSource source, Map<Integer, CallTally> byRank) {
    kind = seen;
    widen(source);
    transports.add(seen.transport());
    byRank.forEach(
        (rank, tally) -> observed.computeIfAbsent(rank, r -> new CallTally()).merge(tally));
  }

  void expect(CallKind wanted, PhaseSource source, Purpose purpose, long calls) {
    kind = kind == null ? wanted : kind;
    widen(source);
    purposes.add(purpose);
    expected += calls;
  }

  /** An estimate anywhere in the row makes the row's phase an estimate. */
  private void widen(PhaseSource source) {
    phaseSource = source.compareTo(phaseSource) > 0 ? source : phaseSource;
  }

  void allow() {
    purposes.add(Purpose.OPTIONAL);
  }

  long expected() {
    return expected;
  }

  boolean isOptional() {
    return purposes.contains(Purpose.OPTIONAL);
  }

  long observedBy(int rank) {
    CallTally tally = observed.get(rank);
    return tally == null ? 0 : tally.calls();
  }

  long most() {
    return observed.values().stream().mapToLong(CallTally::calls).max().orElse(0);
  }

  List<Integer> ranks() {
    return List.copyOf(observed.keySet());
  }

  /** The finished row; {@code checked} is false where there is no model to ask. */
  ReportRow row(RowKey key, List<Integer> ranks, boolean checked, Verdict verdict) {
    CallTally busiest = busiest();
    long message = kind.messageBytes();
    long least = ranks.stream().mapToLong(this::observedBy).min().orElse(0);
    return new ReportRow(
        key.parallelism(),
        key.stage(),
        ranks,
        key.phase(),
        phaseSource,
        purposes.stream().map(Purpose::label).toList(),
        key.collective(),
        key.sendElements(),
        key.dataType(),
        List.copyOf(transports),
        message,
        least,
        most(),
        checked ? expected : ReportRow.UNKNOWN,
        bytes(message, busiest.calls()),
        checked ? bytes(message, expected) : 0,
        wire(message, busiest.calls()),
        checked ? wire(message, expected) : 0,
        busFactor(),
        busiest.durationNs(),
        allDurations(),
        verdict);
  }

  /** The rank that saw most calls; of equals the one whose calls took least, the last to arrive. */
  private CallTally busiest() {
    return observed.values().stream()
        .reduce(
            (a, b) ->
                a.calls() != b.calls()
                    ? (a.calls() > b.calls() ? a : b)
                    : (a.durationNs() <= b.durationNs() ? a : b))
        .orElseGet(CallTally::new);
  }

  private ExponentialHistogram allDurations() {
    ExponentialHistogram all = new ExponentialHistogram();
    observed.values().forEach(tally -> all.merge(tally.durations()));
    return all;
  }

  private double busFactor() {
    return kind.groupSize() > 0 ? kind.collective().wireFactor(kind.groupSize()).asDouble() : 0;
  }

  private long wire(long message, long calls) {
    return kind.groupSize() > 0
        ? kind.collective().wireFactor(kind.groupSize()).applyTo(bytes(message, calls))
        : 0;
  }

  private static long bytes(long message, long calls) {
    return message < 0 ? 0 : Math.multiplyExact(message, calls);
  }
}
