package dev.ringside.core.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.waiting.GroupCalls.Timed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedCallsTest {

  private static final long MS = 1_000_000L;
  private static final Communicator PAIR = new Communicator("1", 2, List.of(4, 5));

  private final Random random = new Random(3);

  /** Calls every 10 ms; rank 5 comes {@code lateNs} late to each but every fifth. */
  private PairedCalls pair(int calls, long lateNs, int everySound) {
    List<Timed> early = new ArrayList<>();
    List<Timed> late = new ArrayList<>();
    for (int call = 0; call < calls; call++) {
      long transfer = 300_000 + random.nextInt(50_000);
      long wait = call % everySound == everySound - 1 ? -MS : lateNs;
      early.add(new Timed(call * 10 * MS, transfer + Math.max(0, wait)));
      late.add(new Timed(call * 10 * MS, transfer + Math.max(0, -wait)));
    }
    PairedCalls paired = new PairedCalls();
    paired.add(4, List.of(new GroupCalls(PAIR, Collective.ALL_REDUCE, early)));
    paired.add(5, List.of(new GroupCalls(PAIR, Collective.ALL_REDUCE, late)));
    return paired;
  }

  @Test
  void whoComesLastToNearlyEveryCallIsNamed() {
    LateComer found = pair(8, 2 * MS, 8).lateComers().get(0);

    assertThat(found.rank()).isEqualTo(5);
    assertThat(found.calls()).isEqualTo(8);
    assertThat(found.late()).isEqualTo(7);
    assertThat(found.medianNs()).isEqualTo(2 * MS);
    assertThat(found.share()).isBetween(0.15, 0.25);
  }

  @Test
  void fewCallsAndShortWaitsAndChangingRanksAreNoProof() {
    assertThat(pair(7, 2 * MS, 7).lateComers()).as("6 of 7").isEmpty();
    assertThat(pair(40, 400_000, 8).lateComers()).as("no longer than the call").isEmpty();
    assertThat(pair(40, 2 * MS, 4).lateComers()).as("3 of 4").isEmpty();
  }

  @Test
  void whereCallsAreLostOrARankIsNotSeenNothingIsSaid() {
    PairedCalls lossy = pair(20, 2 * MS, 20);
    lossy.add(4, List.of(new GroupCalls(PAIR, Collective.ALL_REDUCE, List.of(new Timed(1, 1)))));
    assertThat(lossy.lateComers()).isEmpty();

    PairedCalls deaf = new PairedCalls();
    pair(20, 2 * MS, 20)
        .groups()
        .values()
        .forEach(
            ranks ->
                deaf.add(5, List.of(new GroupCalls(PAIR, Collective.ALL_REDUCE, ranks.get(5)))));
    assertThat(deaf.lateComers()).isEmpty();
  }

  @Test
  void ofTooManyCallsNoneIsKept() {
    PairedCalls many = pair(PairedCalls.MOST / 2, 2 * MS, 100);
    assertThat(many.lateComers()).hasSize(1);

    many.add(4, List.of(new GroupCalls(PAIR, Collective.BARRIER, List.of(new Timed(1, 1)))));

    assertThat(many.isFull()).isTrue();
    assertThat(many.groups()).isEmpty();
    assertThat(new PairedCalls(many.groups(), true)).isEqualTo(many);
  }
}
