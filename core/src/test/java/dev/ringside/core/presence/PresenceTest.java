package dev.ringside.core.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.desk.WindowRule;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Windows of ten nanoseconds. */
class PresenceTest {

  private static final WindowRule WINDOWS = new WindowRule(10, 5);
  private static final long NEVER = Long.MIN_VALUE;

  private Presence presence = new Presence(WINDOWS, Presence.State.NONE);

  @Test
  void aWholeWindowWithoutAPassIsToldOnce() {
    presence.hear(true);

    assertThat(presence.idleWindow(3, NEVER)).as("the first is not whole").isEmpty();
    assertThat(presence.idleWindow(19, NEVER)).isEmpty();
    assertThat(presence.idleWindow(20, NEVER)).hasValue(10);
    assertThat(presence.idleWindow(29, NEVER)).isEmpty();
    assertThat(presence.idleWindow(30, 25)).as("a pass ended in it").isEmpty();
    assertThat(presence.idleWindow(40, 25)).hasValue(30);
  }

  @Test
  void agentsThatSendCallsAloneAreNeverIdleNorGone() {
    presence.hear(false);

    assertThat(presence.idleWindow(100, NEVER)).isEmpty();
    assertThat(presence.idleDueNs(NEVER)).isEqualTo(Long.MAX_VALUE);
    assertThat(presence.goes(1_000, 0, 10)).isFalse();
  }

  @Test
  void aReplicaGoesOnceUntilSomethingComes() {
    presence.hear(true);

    assertThat(presence.goes(9, 0, 10)).isFalse();
    assertThat(presence.goes(10, 0, 10)).isTrue();
    assertThat(presence.goes(11, 0, 10)).isFalse();
    presence.hear(false);
    assertThat(presence.goes(30, 12, 10)).isTrue();
  }

  @Test
  void beforeItIsDueNoWindowIsToldAndNothingIsRemembered() {
    Random random = new Random(13);
    presence.hear(true);
    long timeNs = 3;
    long latestNs = NEVER;
    int told = 0;
    for (int step = 0; step < 10_000; step++) {
      timeNs += random.nextInt(4);
      latestNs = random.nextInt(40) == 0 ? timeNs + random.nextInt(3) : latestNs;
      Presence.State before = presence.state();
      boolean due = timeNs >= presence.idleDueNs(latestNs);

      OptionalLong window = presence.idleWindow(timeNs, latestNs);

      if (!due) {
        assertThat(window).as("step %d", step).isEmpty();
        assertThat(presence.state()).isEqualTo(before);
      }
      told += window.isPresent() ? 1 : 0;
    }
    assertThat(told).isGreaterThan(100);
  }
}
