package dev.ringside.core.books;

import static dev.ringside.core.books.Pair.SECOND;
import static dev.ringside.core.waiting.DrawnGroup.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.account.Account;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.waiting.DrawnGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Two live ranks with ten passes a second, of which one comes late for a while. */
class SlowRankTest {

  private static final int PASSES_A_SECOND = 10;

  private final Ledger ledger = Pair.ledger();

  /** When rank 1 is late, and by how much in a pass. */
  private record Late(long fromSecond, long toSecond, long ns) {

    long at(long second) {
      return second >= fromSecond && second < toSecond ? ns : 0;
    }
  }

  private static Slice slice(int rank, List<BlockPart> parts, long second) {
    return new Slice(
        new Sender("test", 0, rank, "live", List.of()),
        Optional.of(Pair.DEPLOYMENT),
        new Heard((second + 1) * SECOND, (second + 1) * SECOND),
        false,
        Slice.NO_GAP,
        parts.stream().map(BlockPart::block).toList(),
        Account.observed(parts.stream().mapToLong(BlockPart::calls).sum()));
  }

  /** Each window's last report, by its start in seconds. */
  private static Map<Long, WindowReport> play(Ledger ledger, long seconds, Late late, long stopAt) {
    DrawnGroup group = new DrawnGroup(2, 9);
    Ledger at = ledger;
    Map<Long, WindowReport> last = new TreeMap<>();
    for (long second = 0; second < seconds; second++) {
      List<List<BlockPart>> ofRanks = List.of(new ArrayList<>(), new ArrayList<>());
      for (int pass = 0; pass < PASSES_A_SECOND; pass++) {
        long endNs = second * SECOND + (pass + 1) * SECOND / (PASSES_A_SECOND + 1);
        List<BlockPart> parts = group.pass(endNs, 1, late.at(second));
        ofRanks.get(0).add(parts.get(0));
        ofRanks.get(1).add(parts.get(1));
      }
      at = second == stopAt ? at.restored() : at;
      for (int rank = 0; rank < 2; rank++) {
        at.accept(slice(rank, ofRanks.get(rank), second))
            .forEach(report -> last.put(report.startNs() / SECOND, report));
      }
    }
    return last;
  }

  private static List<Finding> of(WindowReport report, String kind) {
    return report.findings().stream().filter(one -> one.kind().equals(kind)).toList();
  }

  @Test
  void itIsNamedFromTheFirstWindowToTheLastInWhichItIsLate() {
    Map<Long, WindowReport> windows = play(ledger, 70, new Late(20, 40, 5 * MS), -1);

    assertThat(windows.keySet()).contains(0L, 10L, 20L, 30L, 40L, 50L);
    for (long start : List.of(0L, 10L, 40L, 50L)) {
      assertThat(of(windows.get(start), "straggler")).as("from " + start).isEmpty();
    }
    for (long start : List.of(20L, 30L)) {
      Finding found = of(windows.get(start), "straggler").get(0);
      assertThat(found.cause().culprit()).isEqualTo(Culprit.ranks(List.of(1)));
      assertThat(found.cause().sinceNs().orElseThrow() / 1e9).isCloseTo(20.1, within(0.2));
      assertThat(Double.parseDouble(found.evidence().get("share"))).isCloseTo(0.05, within(0.01));
      assertThat(found.evidence()).containsEntry("waiting", "0");
      assertThat(found.text())
          .contains("rank 1 comes last in")
          .contains("rank 0 only waits for it");
    }
  }

  @Test
  void aRestartInTheMiddleSaysTheSame() {
    Late late = new Late(20, 40, 5 * MS);
    Map<Long, WindowReport> undisturbed = play(ledger, 70, late, -1);

    for (long stopAt : List.of(5L, 24L, 33L, 41L)) {
      assertThat(play(Pair.ledger(), 70, late, stopAt))
          .as("stopped at " + stopAt)
          .isEqualTo(undisturbed);
    }
  }

  @Test
  void aStandstillOfSecondsIsToldInTheWindowInWhichItEnds() {
    Map<Long, WindowReport> windows = play(ledger, 40, new Late(25, 26, 4 * SECOND), -1);

    Finding found = of(windows.get(20L), "stall").get(0);
    assertThat(found.cause().culprit()).isEqualTo(Culprit.ranks(List.of(1)));
    assertThat(found.evidence()).containsEntry("shape", "late_rank").containsEntry("passes", "10");
    assertThat(found.text()).contains("stood still for 4.0 s").contains("shorter in 9 more");
    assertThat(of(windows.get(10L), "stall")).isEmpty();
  }
}
