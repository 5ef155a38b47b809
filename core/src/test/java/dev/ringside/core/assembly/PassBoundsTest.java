package dev.ringside.core.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.bound.Bound.Place;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.synthetic.Deployments;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bound of {@link Place#PASS}: a pass that does not end is cut off, and its calls show. */
class PassBoundsTest {

  private final SignatureTable signatures = new SignatureTable();
  private final CallColumns calls = new CallColumns();
  private final PassAssembler assembler =
      new PassAssembler(Deployments.toy(Engine.VLLM_V0, 2, 1), 0);

  static List<Bound> bounds() {
    return Bound.at(Place.PASS);
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void atTheBoundAPassIsWhole(Bound bound) {
    fill(bound, (int) bound.most());

    List<PassBlock> passes = all();

    assertThat(passes).hasSize(1);
    assertThat(passes.get(0).complete()).isTrue();
    assertThat(passes.get(0).whole().calls()).isEqualTo(bound.most());
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void oneBeyondItIsCutOff(Bound bound) {
    fill(bound, (int) bound.most() + 1);

    List<PassBlock> passes = all();

    assertThat(passes.get(0).complete()).isFalse();
    assertThat(passes.get(0).whole().calls()).isEqualTo(bound.most());
    assertThat(passes.stream().mapToLong(pass -> pass.whole().calls()).sum())
        .isEqualTo(bound.most() + 1);
  }

  /** One batch, one run of equal calls: counted in one go, and cut all the same. */
  @Test
  void aRunOfCallsWithoutAnEndIsCutAgainAndAgain() {
    int most = (int) Bound.PASS_CALLS.most();
    add(3 * most + 7, Collective.BROADCAST, 5);

    List<PassBlock> passes = new ArrayList<>(assembler.accept(signatures, calls));

    assertThat(passes.stream().mapToLong(PassBlock::size).sum()).isEqualTo(3);
    assertThat(passes).noneMatch(PassBlock::complete);
    assertThat(passes.stream().mapToLong(pass -> pass.whole().calls()).sum()).isEqualTo(3L * most);
  }

  /** A pass of so many kinds or calls: broadcasts, and the gather that ends it. */
  private void fill(Bound bound, int count) {
    switch (bound) {
      case PASS_KINDS -> {
        for (int kind = 1; kind < count; kind++) {
          add(1, Collective.BROADCAST, kind);
        }
      }
      case PASS_CALLS -> add(count - 1, Collective.BROADCAST, 5);
      default -> throw new AssertionError(bound + " has no driver here");
    }
    add(1, Collective.GATHER, 7);
  }

  private void add(int number, Collective collective, long elements) {
    int id =
        signatures.idOf(
            new CallSignature(
                new Communicator("", 0, List.of()),
                collective,
                DataType.BFLOAT16,
                elements,
                Transport.NCCL,
                TimingQuality.GPU_NS,
                CallSignature.NO_PEER,
                0));
    for (int i = 0; i < number; i++) {
      calls.add(id, calls.size(), 1, calls.size());
    }
  }

  private List<PassBlock> all() {
    List<PassBlock> passes = new ArrayList<>(assembler.accept(signatures, calls));
    passes.addAll(assembler.finish());
    return passes;
  }
}
