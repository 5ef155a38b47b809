package dev.ringside.core.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.bound.Bound.Place;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.statistics.TallyRows;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.synthetic.Deployments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bound of {@link Place#JOIN}: one of two ranks comes, the other never does. */
class JoinBoundsTest {

  private static final Deployment DEPLOYMENT = Deployments.toy(Engine.VLLM, 2, 1);
  private static final CallKind KIND =
      new CallKind(Parallelism.TP, Collective.ALL_REDUCE, 8, DataType.BFLOAT16, Transport.NCCL, 2);

  private final ReplicaJoin join = new ReplicaJoin(0, new WindowRule(1L << 40, 5));

  static List<Bound> bounds() {
    return Bound.at(Place.JOIN);
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void atTheBoundAllOfItIsKept(Bound bound) {
    assertThat(settledOf(bound, bound.most())).isZero();
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void oneBeyondItTheOldestGoes(Bound bound) {
    assertThat(settledOf(bound, bound.most() + 1)).isEqualTo(1);
  }

  /** So many passes or runs come; returns how many of them wait no longer. */
  private long settledOf(Bound bound, long count) {
    return switch (bound) {
      case LIVE_PASSES -> joined(events(slice("run", List.of(), (int) count)));
      case RUN_PASSES -> joined(events(slice("run", List.of(0, 1), (int) count)));
      case OPEN_RUNS -> {
        List<ReplicaEvent> events = new ArrayList<>();
        for (int run = 0; run < count; run++) {
          events.addAll(events(slice("run-" + run, List.of(0, 1), 1)));
        }
        yield events.stream().filter(ReplicaEvent.RunEnded.class::isInstance).count();
      }
      default -> throw new AssertionError(bound + " has no driver here");
    };
  }

  private static long joined(List<ReplicaEvent> events) {
    return events.stream()
        .filter(ReplicaEvent.Joined.class::isInstance)
        .mapToLong(event -> ((ReplicaEvent.Joined) event).passes().size())
        .sum();
  }

  private List<ReplicaEvent> events(Slice slice) {
    return join.accept(slice);
  }

  private static Slice slice(String runId, List<Integer> runRanks, int passes) {
    long[] ends = new long[passes];
    TallyRows rows = new TallyRows(4, passes);
    for (int pass = 0; pass < passes; pass++) {
      ends[pass] = pass;
      rows.begin(1, 0, 1, 0);
    }
    return new Slice(
        new Sender("toy", 0, 0, runId, runRanks),
        Optional.of(DEPLOYMENT),
        new Heard(passes, 1),
        false,
        Slice.NO_GAP,
        List.of(new PassBlock(0, 0, new StepSizes(1, 1), true, ends, List.of(KIND), List.of(rows))),
        Account.observed(passes));
  }
}
