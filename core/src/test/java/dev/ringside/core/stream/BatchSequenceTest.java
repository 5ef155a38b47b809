package dev.ringside.core.stream;

import static dev.ringside.core.stream.BatchSequence.Arrival.AFTER_GAP;
import static dev.ringside.core.stream.BatchSequence.Arrival.DUPLICATE;
import static dev.ringside.core.stream.BatchSequence.Arrival.NEXT;
import static dev.ringside.core.stream.BatchSequence.Arrival.OUT_OF_ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.stream.BatchSequence.Arrival;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BatchSequenceTest {

  private final BatchSequence batches = new BatchSequence();

  @Test
  void aNumberComesOnceInItsTurn() {
    assertThat(arrive(0, 1, 1, 2, 0)).containsExactly(NEXT, NEXT, DUPLICATE, NEXT, DUPLICATE);
    assertThat(batches.next()).isEqualTo(3);
    assertThat(batches.missing()).isEmpty();
  }

  @Test
  void aSkippedNumberIsOutOfOrderOnceAndThenADuplicate() {
    assertThat(arrive(0, 3)).containsExactly(NEXT, AFTER_GAP);
    assertThat(batches.missing()).containsExactly(1L, 2L);

    assertThat(arrive(2, 2, 4)).containsExactly(OUT_OF_ORDER, DUPLICATE, NEXT);
    assertThat(batches.missing()).containsExactly(1L);
  }

  @Test
  void aRunMayBeginWithAGap() {
    assertThat(arrive(5)).containsExactly(AFTER_GAP);
    assertThat(batches.missing()).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void onlyTheLastOfAMillionMissingNumbersAreRemembered() {
    long skipped = 1_000_000;
    arrive(0, skipped);
    assertThat(batches.missing()).hasSize(BatchSequence.MISSING_BOUND);

    assertThat(arrive(skipped - 1, 1))
        .as("1 is forgotten")
        .containsExactly(OUT_OF_ORDER, DUPLICATE);
    arrive(skipped + 500_000);

    assertThat(batches.missing()).hasSize(BatchSequence.MISSING_BOUND);
  }

  @Test
  void gapsOneByOneStayWithinTheBound() {
    for (long number = 1; number < 10_000; number += 2) {
      arrive(number);
    }
    assertThat(batches.missing()).hasSize(BatchSequence.MISSING_BOUND);
    assertThat(batches.missing().last()).isEqualTo(9_998);
  }

  /** Law: the first arrival of each number is no duplicate, every other is. */
  @Test
  void whateverTheOrderEachNumberIsTakenOnce() {
    Random random = new Random(7);
    Set<Long> seen = new HashSet<>();
    BatchSequence sequence = batches;
    for (int i = 0; i < 5_000; i++) {
      long number = random.nextLong(1_000);
      assertThat(sequence.arrive(number) == DUPLICATE).isEqualTo(!seen.add(number));
      sequence = new BatchSequence(sequence.next(), new TreeSet<>(sequence.missing()));
    }
  }

  private List<Arrival> arrive(long... numbers) {
    return Arrays.stream(numbers).mapToObj(batches::arrive).toList();
  }
}
