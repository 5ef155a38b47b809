package dev.ringside.core.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlowTransferSearchTest {

  private static final long SECOND = 1_000_000_000L;

  private final Random random = new Random(4);

  /** A pass a second with a message of {@code octave}, from 20 to 40 {@code times} as slow. */
  private Waits minute(double times, int stages, int octaveOfLate) {
    Map<Long, Map<Integer, GroupWaits>> slots = new TreeMap<>();
    for (long second = 0; second < 60; second++) {
      boolean late = second >= 20 && second < 40;
      int octave = late ? octaveOfLate : 21;
      double ns = 10_000 * Math.pow(2, octave - 20) * Math.exp(0.1 * random.nextGaussian());
      Map<Integer, GroupWaits> groups = new HashMap<>();
      for (int stage = 0; stage < stages; stage++) {
        GroupWaits group = new GroupWaits(2);
        group.addTransfer(
            new TransferKind(Collective.ALL_REDUCE, Transport.NCCL, 4 * octave),
            Math.round(ns * (late ? times : 1)));
        groups.put(stage, group);
      }
      slots.put(second, groups);
    }
    return new Waits(SECOND, slots, List.of());
  }

  @Test
  void whatTakesLongerThanTheSameDidIsFound() {
    SlowTransfer found = new SlowTransferSearch(minute(2.5, 1, 21), Map.of()).find().get(0);

    assertThat(found.times()).isCloseTo(2.5, within(0.3));
    assertThat(found.sinceNs()).isEqualTo(20 * SECOND);
    assertThat(found.untilNs()).isEqualTo(40 * SECOND);
    assertThat(found.passes()).isEqualTo(20);
  }

  @Test
  void itIsFoundInEveryGroupThatHasIt() {
    assertThat(new SlowTransferSearch(minute(2.5, 3, 21), Map.of()).find())
        .extracting(SlowTransfer::stage)
        .containsExactly(0, 1, 2);
  }

  @Test
  void aSoundLinkAndLargerMessagesAreSilent() {
    for (int trial = 0; trial < 200; trial++) {
      assertThat(new SlowTransferSearch(minute(1, 1, 21), Map.of()).find()).isEmpty();
      assertThat(new SlowTransferSearch(minute(1.2, 1, 21), Map.of()).find()).isEmpty();
      assertThat(new SlowTransferSearch(minute(1, 1, 24), Map.of()).find())
          .as("eight times as large")
          .isEmpty();
    }
  }

  @Test
  void whatIsRememberedStaysTheMeasure() {
    Waits slow = minute(2.5, 1, 21);
    slow.forgetBefore(20 * SECOND);
    Map<TransferKind, TransferSum> usual = minute(1, 1, 21).transfers(0, 20 * SECOND).get(0);

    assertThat(usual.values()).extracting(TransferSum::passes).containsExactly(20L);
    assertThat(new SlowTransferSearch(slow, Map.of(0, usual)).find())
        .singleElement()
        .matches(one -> one.before() == 40);
  }

  @Test
  void messagesOfSizesThatWereNotSeenBeforeAreBoundByOthers() {
    assertThat(new SlowTransferSearch(minute(2.5, 1, 23), Map.of()).find())
        .singleElement()
        .matches(one -> one.times() > 2 && one.times() < 3);
  }

  @Test
  void aClassIsAFifthOfAnOctaveOrSo() {
    assertThat(TransferKind.sizeClass(1 << 20)).isEqualTo(80);
    assertThat(TransferKind.sizeClass((1 << 20) - 1)).isEqualTo(79);
    assertThat(TransferKind.sizeClass(5 << 18)).isEqualTo(81);
    assertThat(TransferKind.sizeClass(1)).isZero();
  }

  @Test
  void whatIsUsualFadesSlowly() {
    TransferSum old = new TransferSum(1001, 10_000, 100_000);

    assertThat(TransferSum.fading(old, TransferSum.NONE))
        .isEqualTo(new TransferSum(500, 5_000, 50_000));
    assertThat(TransferSum.of(1024)).isEqualTo(new TransferSum(1, 10_240, 102_400));
  }
}
