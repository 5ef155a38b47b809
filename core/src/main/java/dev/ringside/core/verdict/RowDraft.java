package dev.ringside.core.verdict;

import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.model.Purpose;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.series.Timing;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        key,
        phaseSource,
        ranks,
        purposes.stream().map(Purpose::label).toList(),
        List.copyOf(transports),
        new ReportRow.Message(message, busFactor()),
        least,
        kind.traffic(busiest.calls()),
        checked ? Optional.of(kind.traffic(expected)) : Optional.empty(),
        new Timing(busiest.durationNs(), allDurations()),
        verdict);
  }

  /**
   * The rank that saw most calls; ties go to the rank whose calls took least, which is the last to
   * arrive.
   */
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
}
