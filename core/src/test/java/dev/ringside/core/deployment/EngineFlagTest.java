package dev.ringside.core.deployment;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import org.junit.jupiter.api.Test;

class EngineFlagTest {

  /** Where the options are made, so that no planner, monitor or file takes a misspelt one. */
  @Test
  void unknownWordsAreRefusedWithThoseKnown() {
    Serving serving =
        Serving.of(Models.LLAMA_8B, Engine.VLLM).flag("batch-invariant").flag("disable-nccl");
    assertThatIllegalArgumentException()
        .isThrownBy(serving::deployment)
        .withMessage(
            "flag disable-nccl: known are ascend, batch-invariant, boundary-reduction-ar,"
                + " boundary-reduction-rs, boundary-reduction-rs+rsv, boundary-reduction-rsv,"
                + " copied-all-reduce, disable-all-reduce-autotune, disable-allreduce-fusion,"
                + " disable-custom-all-reduce, disable-flashinfer-all-reduce, disable-symm-mem,"
                + " dp-lm-head, enforce-eager, flashinfer-all-reduce, fp8-dispatch,"
                + " internal-all-reduce, native-communicator, nccl-symm-mem, symm-mem-all-reduce");
  }
}
