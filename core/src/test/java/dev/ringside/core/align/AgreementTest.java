package dev.ringside.core.align;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.synthetic.Deployments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgreementTest {

  private static final long TOKENS = 48;
  private static final long SHARD = Deployments.TOY.vocabulary() / 3;

  private static StepSizes sizes(long rows, List<Long> prompts, long doubts) {
    return new StepSizes(
        TOKENS,
        rows,
        List.of(),
        -1,
        -1,
        new StepSizes.Beside(-1, List.of(), List.of(), prompts, doubts));
  }

  private static BlockPart part(int rank, StepSizes sizes, Slip... slips) {
    return new PassBlock(
            rank, 7, sizes, true, List.of(slips), new long[] {5, 6}, List.of(), List.of())
        .whole();
  }

  private static List<BlockPart> agreed(int tensor, StepSizes... ofRanks) {
    List<BlockPart> parts = new ArrayList<>();
    for (int rank = 0; rank < ofRanks.length; rank++) {
      parts.add(part(rank, ofRanks[rank]));
    }
    return Agreement.on(Deployments.toy(Engine.VLLM, tensor, 1), parts);
  }

  private static List<Slip> slips(BlockPart part) {
    return part.block().slips();
  }

  @Test
  void alikeRanksStayAsTheyAre() {
    Deployment deployment = Deployments.toy(Engine.VLLM, 2, 1);
    List<BlockPart> parts =
        List.of(part(0, sizes(2, List.of(), 0)), part(1, sizes(2, List.of(), 0)));

    assertThat(Agreement.on(deployment, parts)).isSameAs(parts);
  }

  @Test
  void rowsOfOneRankAreWrongIfTheOthersAgree() {
    List<BlockPart> agreed =
        agreed(3, sizes(2, List.of(), 0), sizes(6, List.of(), 0), sizes(2, List.of(), 0));

    assertThat(agreed).extracting(part -> part.block().rows()).containsExactly(2L, 2L, 2L);
    assertThat(slips(agreed.get(0))).isEmpty();
    assertThat(slips(agreed.get(2))).isEmpty();
    Slip slip = slips(agreed.get(1)).get(0);
    assertThat(slips(agreed.get(1))).hasSize(1);
    assertThat(slip.kind()).isEqualTo(Slip.Kind.RESIZED);
    assertThat(slip.purpose()).isEqualTo(Purpose.LOGITS);
    assertThat(slip.expected().orElseThrow().sendElements()).isEqualTo(2 * SHARD);
    assertThat(slip.seen().orElseThrow().sendElements()).isEqualTo(6 * SHARD);
  }

  @Test
  void ofTwoRanksNothingSaysWhichIsWrong() {
    List<BlockPart> agreed = agreed(2, sizes(2, List.of(), 0), sizes(6, List.of(), 0));

    assertThat(agreed).extracting(part -> part.block().rows()).containsExactly(2L, 6L);
    assertThat(agreed).allSatisfy(part -> assertThat(slips(part)).hasSize(1));
  }

  @Test
  void logitsAreRatherMissingThanTooMany() {
    List<BlockPart> agreed = agreed(2, sizes(0, List.of(), 0), sizes(1, List.of(), 0));

    assertThat(agreed).extracting(part -> part.block().rows()).containsExactly(1L, 1L);
    assertThat(slips(agreed.get(0))).extracting(Slip::kind).containsExactly(Slip.Kind.MISSING);
    assertThat(slips(agreed.get(1))).isEmpty();
  }

  @Test
  void whatMayBePromptsIsOneCallTooManyIfAnotherRankHasNone() {
    List<BlockPart> agreed = agreed(2, sizes(2, List.of(2L), 1), sizes(2, List.of(), 0));

    assertThat(slips(agreed.get(0))).extracting(Slip::kind).containsExactly(Slip.Kind.EXTRA);
    assertThat(slips(agreed.get(1))).isEmpty();
    assertThat(agreed.get(0).block().sizes()).isEqualTo(agreed.get(1).block().sizes());
  }

  @Test
  void promptsOfOneRankAreWrongIfTheOthersAgree() {
    List<BlockPart> agreed =
        agreed(
            3,
            sizes(2, List.of(9L, 8L), 0),
            sizes(2, List.of(9L, 8L), 0),
            sizes(2, List.of(9L), 0));

    Slip slip = slips(agreed.get(2)).get(0);
    assertThat(slip.kind()).isEqualTo(Slip.Kind.MISSING);
    assertThat(slip.expected().orElseThrow().sendElements()).isEqualTo(8 * SHARD);
    assertThat(agreed.get(2).block().sizes().beside().prompts()).containsExactly(9L, 8L);
  }

  @Test
  void aRankWithoutSizesOrWithWrongLogitsHasNoVoice() {
    Deployment deployment = Deployments.toy(Engine.VLLM, 3, 1);
    Slip wrong =
        new Slip(
            Slip.Kind.RESIZED, Purpose.LOGITS, -1, -1, -1, Optional.empty(), Optional.empty(), 1);
    List<BlockPart> agreed =
        Agreement.on(
            deployment,
            List.of(
                part(0, sizes(6, List.of(), 0), wrong),
                part(1, sizes(-1, List.of(), 0)),
                part(2, sizes(2, List.of(), 0))));

    assertThat(slips(agreed.get(0))).containsExactly(wrong);
    assertThat(agreed.get(0).block().rows()).isEqualTo(2);
    assertThat(slips(agreed.get(1))).isEmpty();
    assertThat(slips(agreed.get(2))).isEmpty();
  }
}
