package dev.ringside.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void ofAnOddNumberTheMedianIsTheMiddleOne() {
    assertThat(Spread.of(9, 1, 4)).isEqualTo(new Spread(4, 1, 9));
  }

  @Test
  void ofAnEvenNumberItIsTheMeanOfTheMiddleTwo() {
    assertThat(Spread.of(8, 1, 2, 4)).isEqualTo(new Spread(3, 1, 8));
  }

  @Test
  void oneSlowRoundMovesTheExtremesOnly() {
    assertThat(Spread.of(10, 10, 10, 10, 1)).isEqualTo(new Spread(10, 1, 10));
  }

  @Test
  void takesOneFigureOfEachRun() {
    assertThat(Spread.over(List.of("a", "ccc", "bb"), String::length))
        .isEqualTo(new Spread(2, 1, 3));
  }

  @Test
  void ofNothingThereIsNone() {
    assertThatIllegalArgumentException().isThrownBy(Spread::of);
  }
}
