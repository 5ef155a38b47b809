package dev.ringside.core.observation;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.core.statistics.CallTally;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Running totals of one replica by bounded labels, observed and expected, summed over ranks.
 * Nothing is ever taken away. Not thread-safe.
 */
public final class TotalsLedger {

  private record Carried(Collective collective, Transport transport) {}

  private static final Comparator<TransportTotal> BY_CARRIER =
      Comparator.comparing(TransportTotal::collective).thenComparing(TransportTotal::transport);

  private static final Optional<Traffic> NOTHING_EXPECTED = Optional.of(Traffic.NONE);

  /** Shapes whose expectations are kept at hand; decode has few, prefill any number. */
  private static final int SHAPES_BOUND = 256;

  /** What one pass adds to the expected figures of a series. */
  private record Expectation(SeriesKey key, Traffic traffic) {}

  private record StageKind(int stage, CallKind kind) {}

  private final Map<SeriesKey, SeriesTotal> series = new HashMap<>();
  private final Map<PassShape, List<Expectation>> expectations = new HashMap<>();
  private Deployment expectationsOf;
  private final Map<Carried, Long> transports = new HashMap<>();

  public TotalsLedger() {}

  /** A ledger that goes on from these totals. */
  public TotalsLedger(List<SeriesTotal> series, List<TransportTotal> transports) {
    series.forEach(total -> this.series.put(total.key(), total));
    transports.forEach(
        total ->
            this.transports.put(new Carried(total.collective(), total.transport()), total.calls()));
  }

  /**
   * Enters {@code count} passes of one shape: what their ranks did, and what all ranks of the
   * replica had to do.
   */
  public void addPasses(
      Deployment deployment, PassShape shape, int count, Collection<BlockPart> parts) {
    byStage(deployment.layout(), count, parts)
        .forEach((of, calls) -> observe(of.stage(), shape.phase().phase(), of.kind(), calls, true));
    expectations(deployment, shape).forEach(expected -> expect(expected, count));
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

  /** Enters calls that belong to no pass. */
  public void addLoose(Optional<Deployment> deployment, BlockPart calls) {
    int stage = deployment.map(d -> d.layout().stageOf(calls.rank())).orElse(-1);
    PassBlock run = calls.run();
    for (int kind = 0; kind < run.kinds().size(); kind++) {
      StageCalls sum = new StageCalls(1);
      sum.add(run.tallies().get(kind), calls.from(), calls.to());
      observe(stage, Phase.UNKNOWN, run.kinds().get(kind), sum, false);
    }
  }

  /**
   * A stage's ranks summed first, pass by pass, so that wire bytes are rounded once a pass, as the
   * expected ones are.
   */
  private static Map<StageKind, StageCalls> byStage(
      ParallelLayout layout, int passes, Collection<BlockPart> parts) {
    Map<StageKind, StageCalls> sums = new HashMap<>();
    for (BlockPart part : parts) {
      PassBlock run = part.run();
      int stage = layout.stageOf(part.rank());
      for (int kind = 0; kind < run.kinds().size(); kind++) {
        sums.computeIfAbsent(
                new StageKind(stage, run.kinds().get(kind)), key -> new StageCalls(passes))
            .add(run.tallies().get(kind), part.from(), part.to());
      }
    }
    return sums;
  }

  private void observe(int stage, Phase phase, CallKind kind, StageCalls calls, boolean checked) {
    SeriesTotal before = total(keyOf(stage, phase, kind), checked);
    before.durations().merge(calls.tally().durations());
    series.put(
        before.key(),
        new SeriesTotal(
            before.key(),
            before
                .observed()
                .plus(
                    new Traffic(
                        calls.tally().calls(),
                        bytes(kind, calls.tally().calls()),
                        calls.wireBytes(kind))),
            longer(before.timing(), calls.tally().durationNs()),
            before.expected().or(() -> checked ? NOTHING_EXPECTED : Optional.empty())));
    transports.merge(
        new Carried(kind.collective(), kind.transport()), calls.tally().calls(), Long::sum);
  }

  private static Expectation expectation(
      Deployment deployment, int stage, Phase phase, ExpectedCalls calls) {
    CallKind kind =
        new CallKind(
            calls.parallelism(),
            calls.collective(),
            calls.sendElements(),
            calls.dataType(),
            Transport.UNKNOWN,
            calls.groupSize());
    long ofStage = calls.count() * deployment.layout().tensor();
    return new Expectation(
        keyOf(stage, phase, kind), new Traffic(ofStage, bytes(kind, ofStage), wire(kind, ofStage)));
  }

  private void expect(Expectation more, long count) {
    SeriesTotal before = total(more.key(), true);
    Traffic expected = before.expected().orElse(Traffic.NONE).plus(more.traffic().times(count));
    series.put(
        before.key(),
        new SeriesTotal(before.key(), before.observed(), before.timing(), Optional.of(expected)));
  }

  private SeriesTotal total(SeriesKey key, boolean checked) {
    SeriesTotal known = series.get(key);
    return known != null
        ? known
        : new SeriesTotal(
            key,
            Traffic.NONE,
            new Timing(0, new CallTally().durations()),
            checked ? NOTHING_EXPECTED : Optional.empty());
  }

  private static Timing longer(Timing before, long moreNs) {
    return new Timing(before.sumNs() + moreNs, before.durations());
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

  static long bytes(CallKind kind, long calls) {
    return kind.messageBytes() < 0 ? 0 : Math.multiplyExact(kind.messageBytes(), calls);
  }

  static long wire(CallKind kind, long calls) {
    return kind.groupSize() == 0
        ? 0
        : kind.collective().wireFactor(kind.groupSize()).applyTo(bytes(kind, calls));
  }

  /** The series now, ordered by key; their histograms are copies. */
  public List<SeriesTotal> series() {
    return series.values().stream()
        .sorted(Comparator.comparing(SeriesTotal::key))
        .map(
            total ->
                new SeriesTotal(
                    total.key(),
                    total.observed(),
                    new Timing(total.timing().sumNs(), total.durations().copy()),
                    total.expected()))
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
