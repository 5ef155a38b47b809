package dev.ringside.core.verdict;

import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** A report row while expected and observed are being gathered for its key. */
final class RowDraft {

  private final TreeMap<Integer, CallTally> observed = new TreeMap<>();
  private final Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
  private final Set<Transport> transports = EnumSet.noneOf(Transport.class);
  private PhaseSource phaseSource = PhaseSource.UNKNOWN;
  private long expected;
  private long[] byReplica = {};
  private IntUnaryOperator replicaOf = rank -> 0;
  private Traffic takenOver = Traffic.NONE;
  private boolean muddled;
  private CallKind kind;

  void observe(CallKind seen, PhaseSource source, Map<Integer, CallTally> byRank) {
    kind = seen;
    widen(source);
    transports.add(seen.transport());
    byRank.forEach(
        (rank, tally) -> observed.computeIfAbsent(rank, r -> new CallTally()).merge(tally));
  }

  void expect(CallKind wanted, PhaseSource source, Purpose purpose, long calls) {
    expect(wanted, source, purpose);
    expected += calls;
  }

  /** Has a place for such calls, of some ranks at least. */
  void expect(CallKind wanted, PhaseSource source, Purpose purpose) {
    kind = kind == null ? wanted : kind;
    widen(source);
    purposes.add(purpose);
  }

  /**
   * Expects {@code calls} of the ranks of one replica of attention alone.
   *
   * @param replicas of a tensor group
   * @param of the replica of a rank
   */
  void expectOfReplica(int replica, int replicas, IntUnaryOperator of, long calls) {
    byReplica = byReplica.length == 0 ? new long[replicas] : byReplica;
    byReplica[replica] += calls;
    replicaOf = of;
    expected = Arrays.stream(byReplica).max().orElse(0);
  }

  /** Calls that are expected of a rank: as many as of the others but for replicas of attention. */
  long expectedOf(int rank) {
    boolean apart = byReplica.length > 0 && takenOver.equals(Traffic.NONE);
    return apart ? byReplica[replicaOf.applyAsInt(rank)] : expected;
  }

  /** What ranks made too many ({@code max}) or, negative, too few ({@code min}). */
  LongSummaryStatistics excessOf(Collection<Integer> some) {
    return some.stream().mapToLong(rank -> observedBy(rank) - expectedOf(rank)).summaryStatistics();
  }

  /**
   * Expects {@code calls} of {@code sized} here, where their size is not known: they may be among
   * the calls of this row.
   */
  void takeOver(RowDraft sized, long calls) {
    sized.expected -= calls;
    expected += calls;
    takenOver = takenOver.plus(sized.kind.traffic(calls));
    purposes.addAll(sized.purposes);
    widen(sized.phaseSource);
  }

  /** Ranks differ in how many of the row's calls have a size: what is lacking is not known. */
  void muddle() {
    muddled = true;
  }

  boolean isMuddled() {
    return muddled;
  }

  boolean isEmpty() {
    return expected == 0 && observed.isEmpty();
  }

  /** An estimate anywhere in the row makes the row's phase an estimate. */
  private void widen(PhaseSource source) {
    phaseSource = source.compareTo(phaseSource) > 0 ? source : phaseSource;
  }

  /** Calls that are never expected, and never unexpected. */
  void allow(Purpose purpose) {
    purposes.add(purpose);
  }

  long expected() {
    return expected;
  }

  boolean isOptional() {
    return isOf(Purpose.OPTIONAL) || isOf(Purpose.CONTROL);
  }

  boolean isOf(Purpose purpose) {
    return purposes.contains(purpose);
  }

  boolean isOfOtherThan(Purpose purpose) {
    return purposes.stream().anyMatch(one -> one != purpose);
  }

  long observedBy(int rank) {
    CallTally tally = observed.get(rank);
    return tally == null ? 0 : tally.calls();
  }

  long most() {
    return observed.values().stream().mapToLong(CallTally::calls).max().orElse(0);
  }

  boolean hasSeen(int rank) {
    return observed.containsKey(rank);
  }

  /** Of each rank at most what is expected of it. */
  long expectedAndSeenBy(Collection<Integer> some) {
    return some.stream().mapToLong(rank -> Math.min(expectedOf(rank), observedBy(rank))).sum();
  }

  /** Calls of the rank that made fewest and of the one that made most, of {@code some} ranks. */
  LongSummaryStatistics callsOf(Collection<Integer> some) {
    return some.stream().mapToLong(this::observedBy).summaryStatistics();
  }

  Set<Transport> transports() {
    return transports;
  }

  CallKind kind() {
    return kind;
  }

  List<Integer> ranks() {
    return List.copyOf(observed.keySet());
  }

  /**
   * The finished row.
   *
   * @param absent those of {@code ranks} that were not recorded to the end
   * @param counted those of {@code ranks} whose calls the figures are of
   * @param checked false where there is no model to ask
   * @param planned who should carry the calls; empty if that is not known
   */
  ReportRow row(
      RowKey key,
      List<Integer> ranks,
      List<Integer> absent,
      List<Integer> counted,
      boolean checked,
      Collection<Transport> planned,
      Verdict verdict) {
    CallTally busiest = busiestOf(counted);
    return new ReportRow(
        key,
        phaseSource,
        ranks,
        absent,
        purposes.stream().map(Purpose::label).toList(),
        List.copyOf(transports),
        List.copyOf(planned),
        new ReportRow.Message(kind.messageBytes(), busFactor()),
        counted.isEmpty() ? 0 : callsOf(counted).getMin(),
        kind.traffic(busiest.calls()),
        checked ? Optional.of(expectedTraffic()) : Optional.empty(),
        new Timing(busiest.durationNs(), allDurations()),
        verdict);
  }

  private Traffic expectedTraffic() {
    return kind.traffic(expected - takenOver.calls()).plus(takenOver);
  }

  /**
   * The rank that saw most calls; ties go to the rank whose calls took least, which is the last to
   * arrive.
   */
  private CallTally busiestOf(Collection<Integer> ranks) {
    return ranks.stream()
        .map(observed::get)
        .filter(Objects::nonNull)
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
