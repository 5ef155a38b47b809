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

  /** Enums hash differently in every process; in order, equal totals are equal bytes. */
  private static final Comparator<SeriesTotal> BY_KEY =
      Comparator.comparing(
          SeriesTotal::key,
          Comparator.comparing(SeriesKey::stage)
              .thenComparing(SeriesKey::phase)
              .thenComparing(SeriesKey::parallelism)
              .thenComparing(SeriesKey::collective)
              .thenComparing(SeriesKey::dataType)
              .thenComparing(SeriesKey::sizeClass));

  private static final Comparator<TransportTotal> BY_CARRIER =
      Comparator.comparing(TransportTotal::collective).thenComparing(TransportTotal::transport);

  /** Shapes whose expectations are kept at hand; decode has few, prefill any number. */
  private static final int SHAPES_BOUND = 256;

  /** What one pass adds to the expected figures of a series. */
  private record Expectation(SeriesKey key, long calls, long bytes, long wireBytes) {}

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
            before.calls() + calls.tally().calls(),
            before.bytes() + bytes(kind, calls.tally().calls()),
            before.wireBytes() + calls.wireBytes(kind),
            before.durationNs() + calls.tally().durationNs(),
            before.durations(),
            before.checked() || checked,
            before.expectedCalls(),
            before.expectedBytes(),
            before.expectedWireBytes()));
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
        keyOf(stage, phase, kind), ofStage, bytes(kind, ofStage), wire(kind, ofStage));
  }

  private void expect(Expectation more, long count) {
    SeriesTotal before = total(more.key(), true);
    series.put(
        before.key(),
        new SeriesTotal(
            before.key(),
            before.calls(),
            before.bytes(),
            before.wireBytes(),
            before.durationNs(),
            before.durations(),
            true,
            before.expectedCalls() + count * more.calls(),
            before.expectedBytes() + Math.multiplyExact(count, more.bytes()),
            before.expectedWireBytes() + Math.multiplyExact(count, more.wireBytes())));
  }

  private SeriesTotal total(SeriesKey key, boolean checked) {
    SeriesTotal known = series.get(key);
    return known != null
        ? known
        : new SeriesTotal(key, 0, 0, 0, 0, new CallTally().durations(), checked, 0, 0, 0);
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
        .sorted(BY_KEY)
        .map(
            total ->
                new SeriesTotal(
                    total.key(),
                    total.calls(),
                    total.bytes(),
                    total.wireBytes(),
                    total.durationNs(),
                    total.durations().copy(),
                    total.checked(),
                    total.expectedCalls(),
                    total.expectedBytes(),
                    total.expectedWireBytes()))
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
