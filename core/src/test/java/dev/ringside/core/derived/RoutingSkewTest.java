package dev.ringside.core.derived;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.derived.RoutingSkew.Placement;
import dev.ringside.core.derived.RoutingSkew.Share;
import dev.ringside.core.model.ExpertForms;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected shares against tokens that are drawn one by one. */
class RoutingSkewTest {

  private static final int TOKENS = 60_000;

  @ParameterizedTest
  @CsvSource({
    "256, 8, 8, 0.0, 1.5",
    "256, 8, 8, 0.5, 1.5",
    "256, 8, 32, 1.0, 2.0",
    "128, 8, 8, 0.8, 2.0",
    "64, 6, 4, 1.2, 2.5"
  })
  void theLargestShareIsWhatIsDrawn(
      int experts, int perToken, int ranks, double skew, double percent) {
    RoutingSkew routing = new RoutingSkew(shape(experts, perToken), ranks, skew);
    for (Placement placement : Placement.values()) {
      Drawn drawn = new Drawn(experts, perToken, ranks, skew, placement);
      Share largest = routing.largest(placement);

      assertThat(largest.copies())
          .as("%s copies", placement)
          .isCloseTo(drawn.mostCopies(), withPercentage(percent));
      assertThat(routing.mean(placement).copies())
          .isCloseTo((double) perToken / ranks, within(1e-6));
      assertThat(routing.mean(placement).visits())
          .as("%s visits", placement)
          .isCloseTo(drawn.meanVisits(), withPercentage(percent));
      assertThat(largest.visits())
          .as("%s most visits", placement)
          .isCloseTo(drawn.mostVisits(), withPercentage(percent));
      assertThat(largest.visits()).isLessThanOrEqualTo(1).isLessThanOrEqualTo(largest.copies());
    }
    assertThat(routing.largest(Placement.SIDE_BY_SIDE).copies())
        .isGreaterThanOrEqualTo(routing.largest(Placement.IN_TURN).copies() - 1e-9);
  }

  /** Weights 1/i^s, k different experts a token, drawn by rejection. */
  private static final class Drawn {
    private final double[] copies;
    private final double[] visits;

    Drawn(int experts, int perToken, int ranks, double skew, Placement placement) {
      copies = new double[ranks];
      visits = new double[ranks];
      Random random = new Random(5);
      double[] cumulative = new double[experts];
      double sum = 0;
      for (int i = 0; i < experts; i++) {
        sum += Math.pow(i + 1.0, -skew);
        cumulative[i] = sum;
      }
      IntUnaryOperator rankOf = placement.rankOf(experts, ranks);
      for (int token = 0; token < TOKENS; token++) {
        boolean[] taken = new boolean[experts];
        boolean[] visited = new boolean[ranks];
        for (int i = 0; i < perToken; i++) {
          int expert = draw(random, cumulative, taken);
          int rank = rankOf.applyAsInt(expert);
          copies[rank]++;
          visits[rank] += visited[rank] ? 0 : 1;
          visited[rank] = true;
        }
      }
    }

    private static int draw(Random random, double[] cumulative, boolean[] taken) {
      while (true) {
        double at = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, at);
        int expert = found >= 0 ? found : -found - 1;
        if (!taken[expert]) {
          taken[expert] = true;
          return expert;
        }
      }
    }

    double mostCopies() {
      double most = 0;
      for (double of : copies) {
        most = Math.max(most, of);
      }
      return most / TOKENS;
    }

    double mostVisits() {
      return Arrays.stream(visits).max().orElseThrow() / TOKENS;
    }

    double meanVisits() {
      double sum = 0;
      for (double of : visits) {
        sum += of;
      }
      return sum / TOKENS / visits.length;
    }
  }

  /** Without a skew it is nearly the model's own law, which draws with replacement. */
  @Test
  void uniformRoutingIsTheModelsOwn() {
    FeedForwardShape shape = shape(256, 8);
    RoutingSkew routing = new RoutingSkew(shape, 8, 0);

    assertThat(8 * routing.mean(Placement.IN_TURN).visits())
        .isCloseTo(ExpertForms.destinations(shape, 8), withPercentage(1.1));
    assertThat(routing.largest(Placement.SIDE_BY_SIDE).copies()).isCloseTo(1, within(1e-9));
  }

  /**
   * DeepSeek-V3, 8 ranks of 64 tokens: FP8 with scales and a header, 7168 + 224 + 16 bytes a copy.
   */
  @Test
  void bytesOfADispatch() {
    Share share = new Share(1.5, 0.8);
    assertThat(RoutingSkew.dispatchBytes(on(AllToAll.DEEPEP_LOW_LATENCY), share, 512))
        .isEqualTo(768L * 7408);
    assertThat(RoutingSkew.dispatchBytes(on(AllToAll.DEEPEP_HIGH_THROUGHPUT), share, 500))
        .isEqualTo(400L * 7168 * 2);
    assertThat(RoutingSkew.dispatchBytes(on(AllToAll.ALLGATHER_REDUCESCATTER), share, 512))
        .isEqualTo(512L * 7168 * 2);
  }

  private static Deployment on(AllToAll way) {
    return Serving.of(Models.DEEPSEEK_V3, Engine.VLLM).on(1, 1, 8).experts(way).deployment();
  }

  @Test
  void anExpertEachIsAllOfThem() {
    Share share = new RoutingSkew(shape(8, 8), 4, 2).largest(Placement.SIDE_BY_SIDE);
    assertThat(share).isEqualTo(new Share(2, 1));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RoutingSkew(shape(8, 2), 16, 1))
        .withMessage("routing skew: 8 experts on 16 ranks");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RoutingSkew(shape(8, 2), 4, Double.NaN))
        .withMessage("routing skew NaN: from 0 to 10");
  }

  private static FeedForwardShape shape(int experts, int perToken) {
    return new FeedForwardShape(1024, experts, perToken, 512, 0, 0);
  }
}
