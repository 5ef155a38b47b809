package dev.ringside.core.waiting;

import static dev.ringside.core.waiting.DrawnGroup.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StragglerSearchTest {

  private static final long SECOND = 1_000_000_000L;
  private static final int NOBODY = -1;

  private static List<Straggler> find(Waits waits) {
    return new StragglerSearch(waits).find(StragglerSearch.Known.NONE);
  }

  /** Passes every {@code everyNs}; {@code slow} is late from the {@code from}-th to the to-th. */
  private static Waits play(
      DrawnGroup group, int passes, long everyNs, int slow, long lateNs, int from, int to) {
    Waits waits = new Waits();
    for (int i = 0; i < passes; i++) {
      boolean late = i >= from && i < to;
      waits.add(
          group.layout(), group.pass((i + 1) * everyNs, late ? slow : NOBODY, late ? lateNs : 0));
    }
    return waits;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void aRankThatIsLateInATenSecondWindowIsNamed(int ranks) {
    for (int seed = 0; seed < 5; seed++) {
      DrawnGroup group = new DrawnGroup(ranks, seed);
      int slow = seed % ranks;

      Waits waits = play(group, 200, 50 * MS, slow, MS, 0, 200);

      Straggler found = find(waits).get(0);
      assertThat(find(waits)).hasSize(1);
      assertThat(found.place()).isEqualTo(slow);
      assertThat(found.medianNs()).isCloseTo(MS, within(MS / 5));
      assertThat(found.share()).isCloseTo(0.02, within(0.005));
    }
  }

  @Test
  void sinceAndUntilAreThoseOfTheFault() {
    Waits waits = play(new DrawnGroup(4, 3), 1200, 50 * MS, 2, 2 * MS, 400, 800);

    Straggler found = find(waits).get(0);

    assertThat(found.place()).isEqualTo(2);
    assertThat(found.sinceNs()).isCloseTo(20 * SECOND, within(SECOND));
    assertThat(found.untilNs()).isCloseTo(40 * SECOND, within(SECOND));
  }

  @Test
  void aSoundGroupSaysNothingInTwentyFourHours() {
    DrawnGroup group = new DrawnGroup(2, 11);
    Waits waits = new Waits();
    int looks = 0;
    for (long pass = 1; pass <= 24 * 3600; pass++) {
      waits.add(group.layout(), group.pass(pass * SECOND, NOBODY, 0));
      if (pass % 30 == 0) {
        waits.forgetBefore((pass - 60) * SECOND);
        assertThat(find(waits)).isEmpty();
        looks++;
      }
    }
    assertThat(looks).isEqualTo(2880);
  }

  @Test
  void aRankThatIsAlwaysALittleLateIsNone() {
    Waits waits = play(new DrawnGroup(2, 5), 600, 50 * MS, 1, 300_000, 0, 600);

    assertThat(find(waits)).as("0.6 % of the time").isEmpty();
  }

  @Test
  void aFewPassesAreNoProof() {
    assertThat(find(play(new DrawnGroup(2, 5), 29, 200 * MS, 1, 20 * MS, 0, 29))).isEmpty();
    assertThat(find(play(new DrawnGroup(2, 5), 60, 200 * MS, 1, 20 * MS, 0, 60))).hasSize(1);
  }

  @Test
  void whoWasLateBeforeNeedsLess() {
    Waits waits = play(new DrawnGroup(2, 5), 29, 200 * MS, 1, 20 * MS, 0, 29);

    List<Straggler> again = new StragglerSearch(waits).find((stage, place) -> place == 1);

    assertThat(again).extracting(Straggler::place).containsExactly(1);
  }

  @Test
  void theFirstRankOfAllMayPrepareTheStep() {
    GroupWaits group = new GroupWaits(2);
    for (int pass = 1; pass <= 100; pass++) {
      group.add(new long[] {10 * MS, 13 * MS}, new int[] {600, 700}, pass * 100 * MS);
    }
    Waits ofFirst = new Waits(SECOND * 16, Map.of(0L, Map.of(0, group)), List.of());
    Waits ofLaterStage = new Waits(SECOND * 16, Map.of(0L, Map.of(1, group)), List.of());

    assertThat(find(ofFirst)).as("3 % of the time, in one call").isEmpty();
    assertThat(find(ofLaterStage)).singleElement().matches(Straggler::beginsLate);
  }

  @Test
  void wherePassesCannotBeComparedNothingIsSaid() {
    DrawnGroup lossy = new DrawnGroup(2, 5);
    lossy.loseOneOf(0);
    assertThat(play(lossy, 200, 50 * MS, 1, MS, 0, 200).isEmpty()).isTrue();

    DrawnGroup deaf = new DrawnGroup(4, 5);
    Waits waits = new Waits();
    for (int pass = 1; pass <= 200; pass++) {
      waits.add(deaf.layout(), deaf.pass(pass * 50 * MS, 3, 5 * MS).subList(0, 3));
    }
    assertThat(find(waits)).as("the rank that is late is not seen").isEmpty();
  }
}
