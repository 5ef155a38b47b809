package dev.ringside.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContextFormsTest {

  /** DeepSeek-V3 on 8 tensor ranks that share each sequence: 147,456 + 4,096 + 131,072 bytes. */
  @Test
  void decodeOfLatentAttention() {
    Deployment deployment =
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM).on(8, 1, 1).context(8, 1).deployment();
    assertThat(context(deployment, 0, new PassInput(1, 1, Phase.DECODE)))
        .extracting(
            ExpectedCalls::collective,
            ExpectedCalls::messageBytes,
            ExpectedCalls::dataType,
            ExpectedCalls::count,
            ExpectedCalls::groupSize)
        .containsExactly(
            tuple(Collective.ALL_GATHER, 147_456L, DataType.BFLOAT16, 61L, 8),
            tuple(Collective.ALL_GATHER, 4_096L, DataType.FLOAT, 61L, 8),
            tuple(Collective.REDUCE_SCATTER, 131_072L, DataType.BFLOAT16, 61L, 8));
  }

  /** Llama-8B, t 4, c 2: 8 heads of 128 a rank, query T·8·128, output T·2·8·128. */
  @Test
  void decodeOfGroupedAttention() {
    Deployment deployment =
        Serving.of(Models.LLAMA_8B, Engine.VLLM).on(4, 2, 1).context(2, 1).deployment();
    assertThat(context(deployment, 1, new PassInput(3, 3, Phase.DECODE)))
        .extracting(ExpectedCalls::sendElements, ExpectedCalls::messageBytes, ExpectedCalls::count)
        .containsExactly(
            tuple(3L * 8 * 128, 3L * 2 * 8 * 128 * 2, 16L),
            tuple(3L * 2 * 8, 2 * 3L * 2 * 8 * 4, 16L),
            tuple(3L * 2 * 8 * 128, 3L * 2 * 8 * 128 * 2, 16L));
  }

  /** S is T·512, T·64 and T·h; the experts' tokens are gathered and their results scattered. */
  @Test
  void prefillOfLatentAttention() {
    Deployment deployment =
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM).on(8, 1, 1).context(1, 4).deployment();
    PassInput pass = new PassInput(4096, 1, Phase.PREFILL);
    assertThat(context(deployment, 0, pass))
        .extracting(
            ExpectedCalls::collective,
            ExpectedCalls::sendElements,
            ExpectedCalls::messageBytes,
            ExpectedCalls::count)
        .containsExactly(
            tuple(Collective.ALL_GATHER, 1024L * 512, 4096L * 512 * 2, 61L),
            tuple(Collective.ALL_GATHER, 1024L * 64, 4096L * 64 * 2, 61L),
            tuple(Collective.ALL_GATHER, 1024L * 7168, 4096L * 7168 * 2, 58L + 1),
            tuple(Collective.ALL_GATHER, 1024L * 256, 4096L * 256 * 2, 58L),
            tuple(Collective.REDUCE_SCATTER, 4096L * 7168, 4096L * 7168 * 2, 58L));
  }

  /** Each rank computes a quarter of the prompt, so the tensor group reduces a quarter. */
  @Test
  void aSharedPromptIsReducedInShares() {
    Deployment deployment =
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM).on(8, 1, 1).context(1, 4).deployment();
    ForwardPassModel forms = new ForwardPassModel(deployment);
    assertThat(forms.expect(0, new PassInput(4096, 1, Phase.PREFILL)))
        .filteredOn(calls -> calls.collective() == Collective.ALL_REDUCE)
        .extracting(ExpectedCalls::sendElements)
        .containsOnly(1024L * 7168);
    assertThat(forms.expect(0, new PassInput(64, 64, Phase.DECODE)))
        .filteredOn(calls -> calls.collective() == Collective.ALL_REDUCE)
        .extracting(ExpectedCalls::sendElements)
        .containsOnly(64L * 7168);
    assertThat(deployment.ranks()).isEqualTo(32);
  }

  @Test
  void kernelsServeTheExpertsOfASharedPrompt() {
    Deployment deployment =
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM)
            .on(8, 1, 1)
            .context(1, 4)
            .experts(AllToAll.DEEPEP_HIGH_THROUGHPUT)
            .deployment();
    assertThat(context(deployment, 0, new PassInput(4096, 1, Phase.PREFILL))).hasSize(3);
  }

  @Test
  void theOtherPhaseIsAsEver() {
    Deployment decoding =
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM).on(8, 1, 1).context(8, 1).deployment();
    Deployment prefilling =
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM).on(8, 1, 1).context(1, 4).deployment();
    assertThat(context(decoding, 0, new PassInput(64, 1, Phase.PREFILL))).isEmpty();
    assertThat(context(decoding, 0, new PassInput(64, 1, Phase.UNKNOWN))).isEmpty();
    assertThat(context(prefilling, 0, new PassInput(64, 64, Phase.DECODE))).isEmpty();
  }

  private static List<ExpectedCalls> context(Deployment deployment, int stage, PassInput pass) {
    return new ForwardPassModel(deployment)
        .expect(stage, pass).stream()
            .filter(calls -> calls.parallelism() == Parallelism.CP)
            .toList();
  }
}
