package dev.ringside.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.ReplicaPasses;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.synthetic.Deployments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What waits, and what a join costs, is bounded whatever times an engine's records say. */
class EngineJoinTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Deployment DEPLOYMENT = Deployments.toy(Engine.VLLM, 2, 1);

  private final EngineJoin join = new EngineJoin(new WindowRule(10 * SECOND, 0), Long.MIN_VALUE);
  private final Map<Long, EnginePasses> windows = new TreeMap<>();
  private long sequence;
  private long number;

  private void note(List<ReplicaEvent> events) {
    for (ReplicaEvent event : events) {
      if (event instanceof ReplicaEvent.EngineTold told) {
        windows.merge(told.windowNs(), told.passes(), EnginePasses::plus);
      }
    }
  }

  private void tell(List<Long> endsNs) {
    List<Iteration> passes = new ArrayList<>();
    for (long endNs : endsNs) {
      passes.add(new Iteration("", 0, number++, endNs, SECOND, 0, 0, 1, 1, false));
    }
    note(join.accept("stream", sequence++, 0, passes, Optional.empty()));
  }

  private void show(List<Long> endsNs) {
    long[] ends = endsNs.stream().mapToLong(Long::longValue).toArray();
    PassBlock block = new PassBlock(0, 0, new StepSizes(1, 1), true, ends, List.of(), List.of());
    PassShape shape =
        new PassShape(new PhaseRule(Phase.DECODE, PhaseSource.LOGITS), new StepSizes(1, 1));
    ReplicaPasses passes = new ReplicaPasses(List.of(block.whole()), false, List.of());
    note(join.follow(List.of(new ReplicaEvent.Joined(RunRef.LIVE, 0, DEPLOYMENT, shape, passes))));
  }

  /** Both sides are past the windows before {@code ns}. */
  private void reach(long ns) {
    tell(List.of(ns + 2 * SECOND));
    note(join.follow(List.of(new ReplicaEvent.TimeReached(ns))));
  }

  @Test
  void manyPassesOfAWindowAreHeldAgainstEachOtherPieceByPiece() {
    List<Long> ends =
        LongStream.range(0, 2 * EngineJoin.SEEN_AT_A_TIME + 900)
            .mapToObj(i -> 10 * SECOND + i * 1_000_000)
            .toList();
    tell(List.of(SECOND));
    show(List.of(SECOND));
    tell(ends);
    show(ends);
    reach(30 * SECOND);

    EnginePasses window = windows.get(10 * SECOND);
    assertThat(window.told()).isEqualTo(ends.size());
    assertThat(window.joined()).isEqualTo(ends.size());
    assertThat(window.withoutCalls()).isZero();
    assertThat(window.untold()).isZero();
  }

  /** 180,000 passes of one nanosecond, and a third of the bound of calls beside them. */
  @Test
  void whatOneInstantHoldsIsBounded() {
    int most = (int) Bound.LIVE_PASSES.most();
    tell(List.of(SECOND));
    show(List.of(SECOND));
    for (int batch = 0; batch < 3; batch++) {
      tell(Collections.nCopies(60_000, 15 * SECOND));
      assertThat(join.snapshot().told()).hasSizeLessThanOrEqualTo(most);
    }
    show(Collections.nCopies(most / 3, 15 * SECOND));
    reach(30 * SECOND);

    EnginePasses window = windows.get(10 * SECOND);
    assertThat(window.told()).isEqualTo(window.joined() + window.withoutCalls());
    assertThat(window.told()).isBetween(most - 2L, (long) most);
    assertThat(window.joined() + window.untold()).isEqualTo(most / 3);
    assertThat(window.untold()).isZero();
  }

  @Test
  void afterAFloodTheNextWindowsAreJoinedAsEver() {
    tell(List.of(SECOND));
    show(List.of(SECOND));
    tell(Collections.nCopies(120_000, 15 * SECOND));
    reach(20 * SECOND);
    List<Long> ends = List.of(31 * SECOND, 33 * SECOND, 35 * SECOND);
    tell(ends);
    show(ends);
    reach(45 * SECOND);

    EnginePasses window = windows.get(30 * SECOND);
    assertThat(window.told()).isEqualTo(3);
    assertThat(window.joined()).isEqualTo(3);
  }
}
