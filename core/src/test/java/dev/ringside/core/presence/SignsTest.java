package dev.ringside.core.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Progress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many ranks report each second; of some of them no call comes while the others make calls. */
class SignsTest {

  private static final int RANKS = 64;
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long LEAST_NS = 60 * SECOND_NS;

  private final Signs signs = new Signs(Signs.State.NONE);

  @Test
  void ranksWithoutCallsAreUnseenOnceTheOthersHaveMadeCallsForLongEnough() {
    for (int second = 0; second < 60; second++) {
      report(second, List.of(5, 9));
      assertThat(signs.unseen(second * SECOND_NS, LEAST_NS)).isEmpty();
    }
    report(60, List.of(5, 9));

    assertThat(signs.unseen(60 * SECOND_NS, LEAST_NS)).containsExactly(5, 9);
  }

  @Test
  void aRankThatMakesACallIsSeenAtOnce() {
    unseen(List.of(5, 9));

    signs.hear(said(5, 62 * SECOND_NS, true));

    assertThat(signs.unseen(62 * SECOND_NS, LEAST_NS)).containsExactly(9);
  }

  @Test
  void aRankThatStopsReportingIsNoLongerUnseenAfterAFewBatches() {
    unseen(List.of(5, 9));
    List<Integer> still = List.of();
    for (int second = 62; second < 75; second++) {
      for (int rank = 0; rank < RANKS; rank++) {
        if (rank != 5) {
          signs.hear(said(rank, second * SECOND_NS, rank != 9));
          still = signs.unseen(second * SECOND_NS, LEAST_NS);
        }
      }
    }

    assertThat(still).containsExactly(9);
  }

  @Test
  void nothingIsUnseenWhileNoRankMakesCalls() {
    unseen(List.of(5, 9));

    assertThat(signs.unseen(61 * SECOND_NS + 2 * Signs.SPELL_NS, LEAST_NS)).isEmpty();
  }

  @Test
  void whatIsKnownGoesOnFromTheState() {
    unseen(List.of(5, 9));

    Signs again = new Signs(signs.state());

    assertThat(again.unseen(61 * SECOND_NS, LEAST_NS)).containsExactly(5, 9);
  }

  private void unseen(List<Integer> ranks) {
    for (int second = 0; second <= 61; second++) {
      report(second, ranks);
    }
    assertThat(signs.unseen(61 * SECOND_NS, LEAST_NS)).isEqualTo(ranks);
  }

  private void report(int second, List<Integer> withoutCalls) {
    IntStream.range(0, RANKS)
        .forEach(rank -> signs.hear(said(rank, second * SECOND_NS, !withoutCalls.contains(rank))));
  }

  private static Signs.Said said(int rank, long atNs, boolean calls) {
    return new Signs.Said(rank, atNs, atNs, calls, false, false, Progress.NONE, Place.UNKNOWN);
  }
}
