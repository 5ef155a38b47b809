package dev.ringside.core.observation;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.observation.Journal.Attendance;
import dev.ringside.core.parallelism.ParallelLayout;
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
 * Running totals of one replica by bounded labels, observed and expected, summed over ranks. Of a
 * rank that is absent from a pass nothing is expected there, as in the windows' verdicts. Nothing
 * is ever taken away. Not thread-safe.
 */
public final class TotalsLedger {

  private record Carried(Collective collective, Transport transport) {}

  private static final Comparator<TransportTotal> BY_CARRIER =
      Comparator.comparing(TransportTotal::collective).thenComparing(TransportTotal::transport);

  /** Shapes whose expectations are kept; decode has few, prefill any number. */
  private static final int SHAPES_BOUND = 256;

  /**
   * What one pass adds to the expected figures of a series: the calls of a rank of the stage.
   *
   * @param among replicas of attention, of which it is one's
   */
  private record Expectation(SeriesKey key, CallKind kind, long calls, int among) {

    /** Rounded once a pass and stage, as the observed wire bytes are. */
    Traffic of(int ranks, long passes) {
      return kind.traffic(calls * ranks / among).times(passes);
    }
  }

  private final Map<SeriesKey, RunningSeries> series = new HashMap<>();
  private final Map<PassShape, List<List<Expectation>>> expectations = new HashMap<>();
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

  /** Posts a journal: what its ranks did, and what the ranks that are in its passes had to do. */
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
    expect(journal);
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

  private void expect(Journal journal) {
    Map<Attendance, Long> attended = new HashMap<>(journal.partly());
    journal
        .observation()
        .passes()
        .forEach(
            (shape, passes) -> {
              ParallelLayout layout = journal.heading().against().orElseThrow().layout();
              for (int stage = 0; stage < layout.pipeline(); stage++) {
                attended.merge(new Attendance(shape, stage, layout.tensor()), passes, Long::sum);
              }
            });
    journal
        .partly()
        .forEach(
            (of, passes) -> {
              int all = journal.heading().against().orElseThrow().layout().tensor();
              attended.merge(new Attendance(of.shape(), of.stage(), all), -passes, Long::sum);
            });
    attended.forEach((of, passes) -> expect(journal.heading().against().orElseThrow(), of, passes));
  }

  private void expect(Deployment against, Attendance of, long passes) {
    if (passes > 0 && of.ranks() > 0) {
      for (Expectation ofRank : expectations(against, of.shape()).get(of.stage())) {
        series(ofRank.key()).expect(ofRank.of(of.ranks(), passes));
      }
    }
  }

  private List<List<Expectation>> expectations(Deployment deployment, PassShape shape) {
    if (!deployment.equals(expectationsOf) || expectations.size() == SHAPES_BOUND) {
      expectations.clear();
      expectationsOf = deployment;
    }
    return expectations.computeIfAbsent(shape, s -> expectationsOf(deployment, s));
  }

  private static List<List<Expectation>> expectationsOf(Deployment deployment, PassShape shape) {
    ForwardPassModel model = ForwardPassModel.of(deployment);
    List<List<Expectation>> byStage = new ArrayList<>();
    for (int stage = 0; stage < deployment.layout().pipeline(); stage++) {
      List<Expectation> expected = new ArrayList<>();
      int replicas = deployment.options().attentionReplicas();
      for (int replica = 0; replica < replicas; replica++) {
        for (ExpectedCalls calls : model.expectOfRank(stage, shape.input(), replica)) {
          CallKind kind = CallKind.of(calls);
          SeriesKey key = keyOf(stage, shape.phase().phase(), kind);
          expected.add(new Expectation(key, kind, calls.count(), replicas));
        }
      }
      byStage.add(expected);
    }
    return byStage;
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
