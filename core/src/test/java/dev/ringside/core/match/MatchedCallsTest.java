package dev.ringside.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.parallelism.CommGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MatchedCallsTest {

  private static final CommGroup TWO = new CommGroup(2, List.of(4, 6));

  /** Two calls: rank 6 is last to arrive in the first, rank 4 in the second. */
  @Test
  void theRankThatTookLongerWaited() {
    MatchedCalls matched =
        MatchedCalls.of(TWO, Map.of(4, calls(8, 50, 16, 30), 6, calls(8, 20, 16, 90)))
            .orElseThrow();

    assertThat(matched.least().size()).isEqualTo(2);
    assertThat(matched.least().durationNs(0)).isEqualTo(20);
    assertThat(matched.least().durationNs(1)).isEqualTo(30);
    assertThat(matched.least().bytes(1)).isEqualTo(16);
    assertThat(matched.waitingNs(4, 0)).isEqualTo(30);
    assertThat(matched.waitingNs(6, 0)).isZero();
    assertThat(matched.waitingNs(4, 1)).isZero();
    assertThat(matched.waitingNs(6, 1)).isEqualTo(60);
  }

  /**
   * Each rank's duration is what the transfer takes plus its waiting, and one rank does not wait.
   */
  @Test
  void findsTheWaitingThatWasAdded() {
    Random random = new Random(11);
    long[][] waiting = new long[500][];
    Map<Integer, TimedCalls> byRank = new HashMap<>();
    for (int rank = 0; rank < 8; rank++) {
      byRank.put(rank, new TimedCalls());
    }
    for (int call = 0; call < waiting.length; call++) {
      long transferNs = 5_000 + random.nextInt(100_000);
      waiting[call] = random.longs(8, 0, 1_000_000).toArray();
      waiting[call][random.nextInt(8)] = 0;
      for (int rank = 0; rank < 8; rank++) {
        byRank.get(rank).add(transferNs, transferNs + waiting[call][rank]);
      }
    }

    MatchedCalls matched =
        MatchedCalls.of(new CommGroup(8, List.of(0, 1, 2, 3, 4, 5, 6, 7)), byRank).orElseThrow();

    for (int call = 0; call < waiting.length; call++) {
      assertThat(matched.least().durationNs(call)).isEqualTo(matched.least().bytes(call));
      for (int rank = 0; rank < 8; rank++) {
        assertThat(matched.waitingNs(rank, call)).isEqualTo(waiting[call][rank]);
      }
    }
  }

  @Test
  void doesNotMatchWhatHasAGap() {
    assertThat(MatchedCalls.of(TWO, Map.of(4, calls(8, 1, 8, 1), 6, calls(8, 1)))).isEmpty();
    assertThat(MatchedCalls.of(TWO, Map.of(4, calls(8, 1, 16, 1), 6, calls(16, 1, 8, 1))))
        .as("other sizes at the same positions")
        .isEmpty();
  }

  @Test
  void doesNotMatchWhatIsNotTheWholeGroup() {
    assertThat(MatchedCalls.of(TWO, Map.of(4, calls(8, 1)))).isEmpty();
    assertThat(MatchedCalls.of(TWO, Map.of(4, calls(8, 1), 5, calls(8, 1)))).isEmpty();
    assertThat(MatchedCalls.of(TWO, Map.of(4, calls(8, 1), 5, calls(8, 1), 6, calls(8, 1))))
        .isEmpty();
    assertThat(MatchedCalls.of(new CommGroup(2, List.of()), Map.of(4, calls(8, 1)))).isEmpty();
  }

  /** Pairs of bytes and nanoseconds. */
  private static TimedCalls calls(long... figures) {
    TimedCalls calls = new TimedCalls();
    for (int i = 0; i < figures.length; i += 2) {
      calls.add(figures[i], figures[i + 1]);
    }
    return calls;
  }
}
