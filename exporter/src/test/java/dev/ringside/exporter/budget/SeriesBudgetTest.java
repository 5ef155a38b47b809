package dev.ringside.exporter.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesBudgetTest {

  @Test
  void oneReplicaKeepsOneSlotForItsRest() {
    assertThat(SeriesBudget.share(10, List.of(25)).detailed()).containsExactly(9);
  }

  @Test
  void aLargeReplicaCannotStarveSmallOnes() {
    assertThat(SeriesBudget.share(20, List.of(1000, 3, 4)).detailed()).containsExactly(10, 3, 4);
  }

  @Test
  void withMoreReplicasThanSlotsTheLastShareOne() {
    SeriesBudget shares = SeriesBudget.share(3, List.of(5, 5, 5, 5));

    assertThat(shares.shown()).isEqualTo(2);
    assertThat(shares.detailed()).containsExactly(0, 0);
  }

  @Test
  void oneSlotIsEnoughForEverything() {
    assertThat(SeriesBudget.share(1, List.of(5, 5)).shown()).isZero();
    assertThat(SeriesBudget.share(1, List.of(5)).detailed()).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverMoreLabelSetsThanSlotsAndNoShareGrowsWhenSomethingIsAdded(long seed) {
    Random random = new Random(seed);
    int slots = 1 + random.nextInt(40);
    List<Integer> wanted = new ArrayList<>();
    SeriesBudget before = SeriesBudget.share(slots, wanted);
    for (int step = 0; step < 60; step++) {
      boolean newReplica = wanted.isEmpty() || random.nextInt(4) == 0;
      int at = newReplica ? wanted.size() : random.nextInt(wanted.size());
      if (newReplica) {
        wanted.add(1);
      } else {
        wanted.set(at, wanted.get(at) + 1);
      }
      SeriesBudget after = SeriesBudget.share(slots, wanted);
      assertThat(labelSets(after, wanted)).isLessThanOrEqualTo(slots);
      for (int i = 0; i < Math.min(before.shown(), after.shown()); i++) {
        if (i != at) {
          assertThat(after.detailed().get(i)).isLessThanOrEqualTo(before.detailed().get(i));
        }
      }
      before = after;
    }
  }

  private static int labelSets(SeriesBudget shares, List<Integer> wanted) {
    int sets = shares.shown() < wanted.size() ? 1 : 0;
    for (int i = 0; i < shares.shown(); i++) {
      int detailed = shares.detailed().get(i);
      sets += detailed + (detailed < wanted.get(i) ? 1 : 0);
    }
    return sets;
  }
}
