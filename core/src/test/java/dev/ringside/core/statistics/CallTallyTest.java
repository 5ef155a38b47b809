package dev.ringside.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTallyTest {

  @Test
  void countsAndSumsWhatIsAdded() {
    CallTally tally = new CallTally();
    tally.add(8_000);
    tally.add(0);
    tally.add(12_000);
    assertThat(tally.calls()).isEqualTo(3);
    assertThat(tally.durationNs()).isEqualTo(20_000);
    assertThat(tally.durations().count()).isEqualTo(3);
    assertThat(tally.durations().zeroCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void mergingEqualsTallyingAllInOne(long seed) {
    Random random = new Random(seed);
    CallTally whole = new CallTally();
    CallTally merged = new CallTally();
    for (int part = 0; part < 5; part++) {
      CallTally piece = new CallTally();
      for (int i = random.nextInt(200); i > 0; i--) {
        long duration = random.nextInt(1 << (1 + random.nextInt(29)));
        whole.add(duration);
        piece.add(duration);
      }
      merged.merge(piece);
    }
    assertThat(merged.calls()).isEqualTo(whole.calls());
    assertThat(merged.durationNs()).isEqualTo(whole.durationNs());
    assertThat(merged.durations()).isEqualTo(whole.durations());
  }

  /** Any scale, zeros among them, and values far apart. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void addingAllEqualsAddingEach(int scale) {
    Random random = new Random(scale);
    for (int round = 0; round < 200; round++) {
      long[] durations =
          random.longs(random.nextInt(60)).map(bits -> bits >>> (7 + random.nextInt(57))).toArray();
      int from = durations.length == 0 ? 0 : random.nextInt(durations.length);
      CallTally each = new CallTally(0, 0, new ExponentialHistogram(scale));
      CallTally all = new CallTally(0, 0, new ExponentialHistogram(scale));
      all.addAll(durations, 0, from);
      all.addAll(durations, from, durations.length);
      for (long duration : durations) {
        each.add(duration);
      }
      assertThat(all.calls()).isEqualTo(each.calls());
      assertThat(all.durationNs()).isEqualTo(each.durationNs());
      assertThat(all.durations()).isEqualTo(each.durations());
    }
  }

  /** Calls of an hour each, as a hostile agent may claim: the sum must not turn negative. */
  @Test
  void aSumOfDurationsStopsAtTheMostThatFits() {
    long hour = 3_600_000_000_000L;
    CallTally tally = new CallTally(2_562_047, 2_562_047 * hour, new ExponentialHistogram());
    CallTally more = new CallTally();
    more.add(hour);

    tally.merge(more);
    assertThat(tally.durationNs()).isEqualTo(Long.MAX_VALUE);
    tally.addAll(new long[] {hour}, 0, 1);
    assertThat(tally.durationNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aNegativeDurationIsRefusedInTheMidstOfOthers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CallTally().addAll(new long[] {5, 5, -1, 5}, 0, 4));
  }
}
