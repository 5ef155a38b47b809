package dev.ringside.core.deployment;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.bound.Bound.Place;
import dev.ringside.core.parallelism.ParallelLayout;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bound of {@link Place#DEPLOYMENT}: a record, a file and an option all end here. */
class DeploymentBoundsTest {

  static List<Bound> bounds() {
    return Bound.at(Place.DEPLOYMENT);
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void atTheBoundItIsAccepted(Bound bound) {
    assertThatCode(() -> make(bound, (int) bound.most())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void oneBeyondItIsRefusedInALineThatNamesTheBound(Bound bound) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make(bound, (int) bound.most() + 1))
        .withMessageContaining("at most " + bound.most())
        .withMessageContaining("(bound " + bound.label() + ")")
        .withMessageNotContaining("\n");
  }

  private static Object make(Bound bound, int count) {
    return switch (bound) {
      case RANKS -> new ParallelLayout(count, 1, 1);
      case STAGES -> new ParallelLayout(1, count, 1);
      case LAYERS -> new ModelShape("model", count, 8, 64, 2);
      case DIMENSION -> new ModelShape("model", 2, 8, count, 2);
      case DRAFTED_TOKENS -> drafting(count);
      default -> throw new AssertionError(bound + " has no driver here");
    };
  }

  private static ServingOptions drafting(int tokens) {
    return new ServingOptions(
        false,
        AllToAll.ALLGATHER_REDUCESCATTER,
        1,
        1,
        false,
        tokens,
        Optional.empty(),
        "",
        "",
        0,
        new TreeSet<>());
  }
}
