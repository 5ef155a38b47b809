package dev.ringside.core.iteration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.deployment.CaptureSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class IterationJoinTest {

  private static final IterationJoin EAGER = new IterationJoin(CaptureSizes.NONE, false);

  private static Iteration of(long number, long contextTokens, int generating, long generated) {
    return new Iteration(
        "",
        0,
        number,
        -1,
        -1,
        contextTokens > 0 ? 1 : 0,
        contextTokens,
        generating,
        generated,
        false);
  }

  private static List<Iteration> decoding(int... sequences) {
    return IntStream.range(0, sequences.length)
        .mapToObj(i -> of(i, 0, sequences[i], sequences[i]))
        .toList();
  }

  private static List<Long> passes(long... tokens) {
    return LongStream.of(tokens).boxed().toList();
  }

  @Test
  void passesWithoutCallsAndCallsWithoutAPassAreBothFound() {
    IterationCoverage coverage = EAGER.join(passes(47, 1, 9, 2, 3), decoding(47, 1, 2, 5, 3));

    assertThat(coverage.pairs())
        .containsExactly(
            new IterationCoverage.Pair(0, 0),
            new IterationCoverage.Pair(1, 1),
            new IterationCoverage.Pair(3, 2),
            new IterationCoverage.Pair(4, 4));
    assertThat(coverage.withoutIteration()).containsExactly(2);
    assertThat(coverage.withoutCalls()).containsExactly(3);
    assertThat(coverage.ofPasses()).isEqualTo(0.8);
    assertThat(coverage.ofIterations()).isEqualTo(0.8);
  }

  @Test
  void paddedTokensFitTheirIteration() {
    IterationJoin graphs = new IterationJoin(CaptureSizes.VLLM_1024, false);

    assertThat(graphs.join(passes(8, 16), decoding(5, 9)).pairs()).hasSize(2);
    assertThat(EAGER.join(passes(8, 16), decoding(5, 9)).pairs()).isEmpty();
  }

  @Test
  void withSpeculationTokensThatWereNotToldFitAny() {
    List<Iteration> untold = List.of(of(0, 0, 3, Iteration.UNKNOWN));

    assertThat(EAGER.join(passes(12), untold).pairs()).isEmpty();
    assertThat(EAGER.join(passes(3), untold).pairs()).hasSize(1);
    assertThat(new IterationJoin(CaptureSizes.NONE, true).join(passes(12), untold).pairs())
        .hasSize(1);
  }

  @Test
  void passesWhoseTokensAreInvisibleGetThem() {
    IterationCoverage coverage = EAGER.join(passes(-1, -1), decoding(7, 8));

    assertThat(coverage.pairs()).hasSize(2);
  }

  @Test
  void nothingOnOneSideIsAllOfTheOther() {
    assertThat(EAGER.join(passes(), decoding(1, 2)).withoutCalls()).containsExactly(0, 1);
    assertThat(EAGER.join(passes(1, 2), decoding()).withoutIteration()).containsExactly(0, 1);
    assertThat(EAGER.join(passes(), decoding()).ofPasses()).isEqualTo(1);
  }

  /** Of a run with losses on both sides no more is left unpaired than was lost. */
  @Test
  void lossesOnBothSidesCostNoMoreThanWasLost() {
    Random random = new Random(13);
    for (int run = 0; run < 50; run++) {
      List<Long> passes = new ArrayList<>();
      List<Iteration> iterations = new ArrayList<>();
      int kept = 0;
      for (int i = 0; i < 300; i++) {
        int tokens = 1 + random.nextInt(40);
        boolean seen = random.nextInt(10) > 0;
        boolean told = random.nextInt(10) > 0;
        if (seen) {
          passes.add((long) tokens);
        }
        if (told) {
          iterations.add(of(i, 0, tokens, tokens));
        }
        kept += seen && told ? 1 : 0;
      }

      IterationCoverage coverage = EAGER.join(passes, iterations);

      assertThat(coverage.pairs().size()).as("run %d", run).isGreaterThanOrEqualTo(kept);
      assertThat(coverage.pairs().size() + coverage.withoutIteration().size())
          .isEqualTo(passes.size());
      assertThat(coverage.pairs().size() + coverage.withoutCalls().size())
          .isEqualTo(iterations.size());
      assertThat(coverage.pairs())
          .allMatch(
              pair -> passes.get(pair.pass()) == iterations.get(pair.iteration()).tokens(false));
    }
  }

  @Test
  void aLongHoleEndsTheJoinAndNotTheProgram() {
    List<Iteration> iterations =
        IntStream.range(0, 5_000).mapToObj(i -> of(i, 0, 1 + i, 1 + i)).toList();
    List<Long> passes = LongStream.range(4_900, 5_000).map(i -> 1 + i).boxed().toList();

    IterationCoverage coverage = EAGER.join(passes, iterations);

    assertThat(coverage.pairs().size() + coverage.withoutIteration().size()).isEqualTo(100);
    assertThat(coverage.pairs().size() + coverage.withoutCalls().size()).isEqualTo(5_000);
  }

  @Test
  void negativeCountsAreRefused() {
    assertThatThrownBy(() -> of(0, 0, -1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of(-1, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
