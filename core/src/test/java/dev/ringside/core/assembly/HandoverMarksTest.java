package dev.ringside.core.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.synthetic.Deployments;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps of nothing but hand-overs, each of two tensors and announced by an int64 and bytes. */
class HandoverMarksTest {

  private static final long HIDDEN = Deployments.TOY.hidden();
  private static final int STEPS = 9;
  private static final int WRONG = 4;

  private final SignatureTable signatures = new SignatureTable();
  private final CallColumns calls = new CallColumns();
  private long now;

  private void call(Collective collective, DataType type, long elements) {
    CallSignature signature =
        new CallSignature(
            new Communicator("", 2, List.of(0, 1)),
            collective,
            type,
            elements,
            Transport.GLOO,
            TimingQuality.values()[0],
            collective == Collective.SEND ? 1 : 0,
            0);
    calls.add(signatures.idOf(signature), now += 1000, 10, 0);
  }

  /**
   * The step {@value #WRONG} is wrong.
   *
   * @param tensors it hands over
   * @param first times the size of its first one
   */
  @ParameterizedTest
  @CsvSource({
    "SEND, 2, 1, ",
    "RECV, 2, 1, ",
    "SEND, 1, 1, MISSING",
    "RECV, 1, 1, MISSING",
    "SEND, 0, 1, MISSING",
    "RECV, 0, 1, MISSING",
    "SEND, 3, 1, EXTRA",
    "RECV, 3, 1, EXTRA",
    "SEND, 2, 3, RESIZED",
    "RECV, 2, 3, RESIZED",
  })
  void aWrongHandoverIsOfItsStep(
      Collective collective, int tensors, int first, Slip.Kind expected) {
    for (int step = 0; step < STEPS; step++) {
      call(collective, DataType.LONG, 1);
      call(collective, DataType.BYTE, 190);
      for (int i = 0; i < (step == WRONG ? tensors : 2); i++) {
        boolean wrong = step == WRONG && i == 0;
        call(collective, DataType.BFLOAT16, HIDDEN * (wrong ? first : 1));
      }
    }
    int rank = collective == Collective.SEND ? 0 : 1;
    PassAssembler assembler = new PassAssembler(Deployments.toy(Engine.VLLM, 1, 2), rank);
    List<PassBlock> blocks = new ArrayList<>(assembler.accept(signatures, calls));
    blocks.addAll(assembler.finish());
    List<ForwardPass> passes = blocks.stream().flatMap(block -> Passes.of(block).stream()).toList();

    assertThat(passes).hasSize(STEPS).allMatch(ForwardPass::complete);
    for (int step = 0; step < STEPS; step++) {
      List<Slip> slips = passes.get(step).slips();
      if (step == WRONG && expected != null) {
        assertThat(slips).extracting(Slip::kind).containsExactly(expected);
        assertThat(Slip.faults(slips)).isEqualTo(tensors == 0 ? 2 : 1);
      } else {
        assertThat(slips).as("step %d", step).isEmpty();
      }
      if (step != WRONG) {
        assertThat(passes.get(step).tokens()).as("step %d", step).isEqualTo(1);
      }
    }
  }
}
