package dev.ringside.core.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoundTest {

  @ParameterizedTest
  @EnumSource(Bound.class)
  void theMostIsAcceptedAndOneMoreIsRefusedInALineThatNamesTheBound(Bound bound) {
    assertThatCode(() -> bound.require(bound.most(), "a batch")).doesNotThrowAnyException();
    assertThat(bound.allows(bound.most())).isTrue();
    assertThat(bound.allows(bound.most() + 1)).isFalse();
    assertThatThrownBy(() -> bound.require(bound.most() + 1, "a batch"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a batch: %d %s, at most %d (bound %s)",
            bound.most() + 1, bound.of(), bound.most(), bound.label());
  }

  @Test
  void aTextIsMeasuredInBytes() {
    String most = "é".repeat((int) Bound.NAME_BYTES.most() / 2);

    assertThatCode(() -> Bound.NAME_BYTES.require(most, "agent")).doesNotThrowAnyException();
    assertThatThrownBy(() -> Bound.NAME_BYTES.require(most + "e", "agent"))
        .hasMessage("agent: 257 bytes of a name, at most 256 (bound name_bytes)");
  }

  @Test
  void aTextThatIsCutIsWithinTheBoundAndAShortOneStays() {
    assertThat(Bound.NAME_BYTES.cut("rank 3")).isEqualTo("rank 3");
    String cut = Bound.NAME_BYTES.cut("€".repeat(1_000));
    assertThatCode(() -> Bound.NAME_BYTES.require(cut, "text")).doesNotThrowAnyException();
    assertThat(cut).isNotEmpty();
  }

  @Test
  void everyBoundHasOnePlace() {
    List<Bound> all =
        Arrays.stream(Bound.Place.values()).flatMap(p -> Bound.at(p).stream()).toList();

    assertThat(all).containsExactlyInAnyOrder(Bound.values());
  }
}
