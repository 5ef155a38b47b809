package dev.ringside.core.waiting;

import static dev.ringside.core.waiting.DrawnGroup.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.pass.BlockPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitsTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void mergingEqualsEnteringEverythingInOne() {
    DrawnGroup group = new DrawnGroup(4, 7);
    Waits all = new Waits();
    Waits odd = new Waits();
    Waits even = new Waits();
    for (int pass = 1; pass <= 2000; pass++) {
      long lateNs = pass % 400 == 0 ? 2 * SECOND : MS;
      List<BlockPart> parts = group.pass(pass * 150 * MS, 1, lateNs);
      all.add(group.layout(), parts);
      (pass % 2 == 0 ? even : odd).add(group.layout(), parts);
    }

    odd.merge(even);

    assertThat(odd).isEqualTo(all);
    assertThat(odd.slots().size()).isBetween(32, Waits.MOST_SLOTS);
    assertThat(odd.stalls()).hasSize(5);
  }

  @Test
  void aRankThatComesSecondsLateStalls() {
    DrawnGroup group = new DrawnGroup(4, 7);
    Waits waits = new Waits();
    for (int pass = 1; pass <= 20; pass++) {
      waits.add(group.layout(), group.pass(pass * 10 * SECOND, 2, pass == 12 ? 6 * SECOND : 0));
    }

    Stall stall = waits.stalls().get(0);
    assertThat(waits.stalls()).hasSize(1);
    assertThat(stall.rank()).isEqualTo(2);
    assertThat(stall.pass()).isEqualTo(11);
    assertThat(stall.sinceNs() / 1e9).isBetween(113.9, 114.1);
  }

  @Test
  void aCallInWhichAllRanksAreForSecondsIsNoRanksFault() {
    GroupWaits group = new GroupWaits(2);
    assertThat(group.add(new long[] {20 * SECOND, 20 * SECOND + 1000}, new int[] {1097, 1097}, 1))
        .isEqualTo(-1);
  }

  @Test
  void onlyTheLongestStallsAreKept() {
    DrawnGroup group = new DrawnGroup(2, 7);
    Waits waits = new Waits();
    for (int pass = 1; pass <= 50; pass++) {
      waits.add(group.layout(), group.pass(pass * 100 * SECOND, 0, (1 + pass) * SECOND));
    }

    assertThat(waits.stalls()).hasSize(Waits.MOST_STALLS).extracting(Stall::pass).contains(49L);
  }

  @Test
  void whatIsOldIsForgotten() {
    DrawnGroup group = new DrawnGroup(2, 7);
    Waits waits = new Waits();
    List<Long> ends = new ArrayList<>();
    for (int pass = 1; pass <= 100; pass++) {
      ends.add(pass * 500 * MS);
      waits.add(group.layout(), group.pass(ends.get(pass - 1), 0, 2 * SECOND));
    }

    waits.forgetBefore(40 * SECOND);

    assertThat(waits.slots().firstKey()).isEqualTo(40L);
    assertThat(waits.stalls()).allMatch(stall -> stall.endNs() >= 40 * SECOND);
    waits.forgetBefore(Long.MAX_VALUE);
    assertThat(waits).isEqualTo(new Waits(Waits.SLOT_NS, Map.of(), List.of()));
  }
}
