package dev.ringside.core.books;

import static dev.ringside.core.books.Pair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankStream;
import dev.ringside.core.stream.SyntheticAgent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A live pair whose engine writes each step beside its calls: a pass a second, windows of ten. */
class ToldOtherwiseTest {

  private static final int CALLS = 16;
  private static final int PASSES = 45;

  private final Map<Long, WindowReport> last = new HashMap<>();

  /** What the engine says of the {@code number}-th pass, which these calls show. */
  private static Iteration step(CallBatch calls, int number, int requests) {
    long startNs = calls.header().firstStartNs();
    long endNs = calls.header().lastEndNs();
    boolean prompt = number == 0;
    return new Iteration(
        "",
        0,
        number,
        endNs,
        endNs - startNs + 1_000,
        prompt ? 1 : 0,
        prompt ? 128 : 0,
        prompt ? 0 : requests,
        prompt ? 0 : requests,
        false);
  }

  /** Both ranks; of {@code ranks} the {@code wrong} passes are told as of three requests. */
  private void play(Set<Integer> ranks, Set<Integer> wrong) {
    Ledger ledger = Pair.ledger();
    SyntheticAgent agent = SyntheticAgent.live(Pair.replica(0, PASSES), "live");
    List<RankStream> streams = List.of(new RankStream(), new RankStream());
    for (int pass = 0; pass < PASSES; pass++) {
      for (int rank = 0; rank < 2; rank++) {
        CallBatch bare = agent.batches(rank, CALLS).get(pass);
        boolean isWrong = ranks.contains(rank) && wrong.contains(pass);
        CallBatch told =
            new CallBatch(
                bare.header(),
                bare.signatures(),
                bare.calls(),
                bare.progress(),
                List.of(step(bare, pass, isWrong ? 3 : 1)));
        ledger
            .accept(
                streams
                    .get(rank)
                    .accept(
                        told, Optional.of(Pair.DEPLOYMENT), 10 * SECOND, bare.header().lastEndNs()))
            .forEach(report -> last.put(report.startNs(), report));
      }
      ledger = pass % 7 == 3 ? ledger.restored() : ledger;
    }
  }

  private List<Finding> differing(long second) {
    return last.get(second * SECOND).findings().stream()
        .filter(finding -> finding.kind().equals("step_told_otherwise"))
        .toList();
  }

  @Test
  void nothingIsSaidWhereBothAgree() {
    play(Set.of(), Set.of());

    assertThat(last.keySet()).contains(0L, 10 * SECOND, 20 * SECOND);
    List<Finding> all = new ArrayList<>();
    last.keySet().forEach(start -> all.addAll(differing(start / SECOND)));
    assertThat(all).isEmpty();
    assertThat(last.get(10 * SECOND).verdict()).isEqualTo(Verdict.MATCH);
  }

  @Test
  void theWindowOfTheStepsSaysWhichTheyAre() {
    play(Set.of(0, 1), Set.of(12, 14));

    assertThat(differing(10))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.ranks()).containsExactly(0, 1);
              assertThat(finding.text())
                  .isEqualTo(
                      "rank 0, pass 12: the engine tells 3 tokens of 3 requests, the calls show"
                          + " 1 token and 1 logits row; 4 steps differ, of 2 ranks");
            });
    assertThat(differing(0)).isEmpty();
    assertThat(differing(20)).isEmpty();
  }

  @Test
  void oneRankThatDiffersIsNamedAlone() {
    play(Set.of(1), Set.of(23));

    assertThat(differing(20))
        .singleElement()
        .satisfies(finding -> assertThat(finding.ranks()).containsExactly(1));
    assertThat(differing(10)).isEmpty();
  }
}
