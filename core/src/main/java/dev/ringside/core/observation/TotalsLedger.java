package dev.ringside.core.observation;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.core.statistics.CallTally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Running totals of one replica by bounded labels, observed and expected, summed over ranks.
 * Nothing is ever taken away. Not thread-safe.
 */
public final class TotalsLedger {

  private record Carried(Collective collective, Transport transport) {}

  private static final Comparator<TransportTotal> BY_CARRIER =
      Comparator.comparing(TransportTotal::collective).thenComparing(TransportTotal::transport);

  /** Shapes whose expectations are kept; decode has few, prefill any number. */
  private static final int SHAPES_BOUND = 256;

  /** What one pass adds to the expected figures of a series. */
  private record Expectation(SeriesKey key, Traffic traffic) {}

  private final Map<SeriesKey, RunningSeries> series = new HashMap<>();
  private final Map<PassShape, List<Expectation>> expectations = new HashMap<>();
  private Deployment expectationsOf;
  private final Map<Carried, Long> transports = new HashMap<>();

  public TotalsLedger() {}

  /** Goes on from these totals. */
  public TotalsLedger(List<SeriesTotal> series, List<TransportTotal> transports) {
    series.forEach(total -> this.series.put(total.key(), new RunningSeries(total)));
    transports.forEach(
        total ->
            this.transports.put(new Carried(total.collective(), total.transport()), total.calls()));
  }

  /** Posts a journal: what its ranks did, and what all ranks of the replica had to do. */
  public void post(Journal journal) {
    journal
        .observation()
        .tallies()
        .forEach(
            (key, byRank) -> byRank.forEach((rank, tally) -> observe(journal, key, rank, tally)));
    journal
        .wireBytes()
        .forEach(
            (of, bytes) -> series(keyOf(of.stage(), of.phase(), of.kind())).addWireBytes(bytes));
    journal.observation().passes().forEach((shape, count) -> expect(journal, shape, count));
  }

  private void observe(Journal journal, Observation.Key key, int rank, CallTally tally) {
    CallKind kind = key.kind();
    RunningSeries sum = series(keyOf(journal.stageOf(rank), key.phase().phase(), kind));
    sum.observe(tally, kind.traffic(tally.calls()).bytes());
    if (!journal.heading().loose()) {
      sum.check();
    }
    transports.merge(new Carried(kind.collective(), kind.transport()), tally.calls(), Long::sum);
  }

  private void expect(Journal journal, PassShape shape, long passes) {
    Deployment against = journal.heading().against().orElseThrow();
    for (Expectation ofPass : expectations(against, shape)) {
      series(ofPass.key()).expect(ofPass.traffic().times(passes));
    }
  }

  private List<Expectation> expectations(Deployment deployment, PassShape shape) {
    if (!deployment.equals(expectationsOf) || expectations.size() == SHAPES_BOUND) {
      expectations.clear();
      expectationsOf = deployment;
    }
    return expectations.computeIfAbsent(shape, s -> expectationsOf(deployment, s));
  }

  private static List<Expectation> expectationsOf(Deployment deployment, PassShape shape) {
    ForwardPassModel model = new ForwardPassModel(deployment);
    List<Expectation> expected = new ArrayList<>();
    for (int stage = 0; stage < deployment.layout().pipeline(); stage++) {
      for (ExpectedCalls calls : model.expect(stage, shape.input())) {
        expected.add(expectation(deployment, stage, shape.phase().phase(), calls));
      }
    }
    return expected;
  }

  private static Expectation expectation(
      Deployment deployment, int stage, Phase phase, ExpectedCalls calls) {
    CallKind kind = CallKind.of(calls);
    long ofStage = calls.count() * deployment.layout().tensor();
    return new Expectation(keyOf(stage, phase, kind), kind.traffic(ofStage));
  }

  private RunningSeries series(SeriesKey key) {
    return series.computeIfAbsent(key, RunningSeries::new);
  }

  private static SeriesKey keyOf(int stage, Phase phase, CallKind kind) {
    return new SeriesKey(
        kind.parallelism(),
        stage,
        phase,
        kind.collective(),
        kind.countedType(),
        SeriesKey.sizeClassOf(kind.messageBytes()));
  }

  /** The series now, ordered by key; their histograms are copies. */
  public List<SeriesTotal> series() {
    return series.values().stream()
        .map(RunningSeries::total)
        .sorted(Comparator.comparing(SeriesTotal::key))
        .toList();
  }

  public List<TransportTotal> transports() {
    return transports.entrySet().stream()
        .map(
            entry ->
                new TransportTotal(
                    entry.getKey().collective(), entry.getKey().transport(), entry.getValue()))
        .sorted(BY_CARRIER)
        .toList();
  }
}
