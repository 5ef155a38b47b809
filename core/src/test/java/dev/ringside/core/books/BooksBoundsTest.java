package dev.ringside.core.books;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.bound.Bound.Place;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.ReplicaPasses;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.statistics.TallyRows;
import dev.ringside.core.synthetic.Deployments;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bound of {@link Place#BOOKS}: what is beyond it is refused, and counted. */
class BooksBoundsTest {

  private static final Deployment DEPLOYMENT = Deployments.toy(Engine.VLLM, 2, 1);
  private static final long WINDOW_NS = 10;

  private final ReplicaBooks books =
      new ReplicaBooks("toy", 0, new LedgerSettings(WINDOW_NS, 5, 1));

  static List<Bound> bounds() {
    return Bound.at(Place.BOOKS);
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void atTheBoundAllIsEntered(Bound bound) {
    enter(bound, 0, bound.most());

    assertThat(account()).isEqualTo(Account.windowed(bound.most()));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void oneBeyondItIsRefusedAndWhatIsKnownIsStillEntered(Bound bound) {
    enter(bound, 0, bound.most() + 1);
    enter(bound, 0, 1);

    String reason = bound == Bound.OPEN_WINDOWS ? "too_many_windows" : "window_full";
    assertThat(account())
        .isEqualTo(Account.windowed(bound.most() + 1).plus(Account.rejected(reason, 1)));
    assertThat(account().balances()).isTrue();
    assertThat(bound.beyond().text()).contains(reason);
  }

  private Account account() {
    return books.runningTotals().account();
  }

  /** Passes of one call each: in other windows, of other kinds of calls, or of other shapes. */
  private void enter(Bound bound, long from, long to) {
    for (long i = from; i < to; i++) {
      switch (bound) {
        case OPEN_WINDOWS -> books.accept(pass(i * WINDOW_NS, 1, 1));
        case WINDOW_KINDS -> books.accept(pass(0, 1, 1 + i));
        case WINDOW_SHAPES -> books.accept(pass(0, 1 + i, 1));
        default -> throw new AssertionError(bound + " has no driver here");
      }
    }
  }

  private static ReplicaEvent pass(long windowNs, long tokens, long elements) {
    TallyRows rows = new TallyRows(4, 1);
    rows.begin(1, 0, 1, 0);
    CallKind kind =
        new CallKind(
            Parallelism.TP, Collective.BROADCAST, elements, DataType.BFLOAT16, Transport.NCCL, 2);
    PassBlock block =
        new PassBlock(
            0,
            0,
            new StepSizes(tokens, 1),
            true,
            new long[] {windowNs},
            List.of(kind),
            List.of(rows));
    return new ReplicaEvent.Joined(
        RunRef.LIVE,
        windowNs,
        DEPLOYMENT,
        new PassShape(new PhaseRule(Phase.DECODE, PhaseSource.LOGITS), tokens, 1),
        new ReplicaPasses(List.of(block.whole()), false, List.of()));
  }
}
