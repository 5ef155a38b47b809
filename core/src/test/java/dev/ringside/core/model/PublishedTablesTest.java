package dev.ringside.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.synthetic.Deployments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tables of arXiv 2507.14392: one request of 128 prompt and 128 generated tokens, that is one
 * prefill pass of 128 tokens and 127 decode passes of one.
 */
class PublishedTablesTest {

  private static final int PROMPT = 128;
  private static final int DECODE_PASSES = 127;

  @ParameterizedTest
  @CsvSource({"2, 64128", "4, 32064"})
  void tableThree(int tensor, long gathered) {
    Deployment eight = Deployments.of(Deployments.LLAMA_8B, Engine.VLLM_V0, tensor, 1);
    assertThat(prefill(eight, 0, Collective.ALL_REDUCE)).isEqualTo(calls(65, 128 * 4096));
    assertThat(prefill(eight, 0, Collective.GATHER)).isEqualTo(calls(1, gathered));
    assertThat(decode(eight, 0, Collective.ALL_REDUCE)).isEqualTo(calls(8255, 4096));
    assertThat(decode(eight, 0, Collective.GATHER)).isEqualTo(calls(127, gathered));
  }

  @ParameterizedTest
  @CsvSource({
    "llama-3.2-3b, 786432, 57, 6144, 7239",
    "llama-3.1-8b, 1048576, 65, 8192, 8255",
    "llama-2-13b, 1310720, 81, 10240, 10287",
    "llama-3.1-70b, 2097152, 161, 16384, 20447"
  })
  void tableFour(
      String model, long prefillBytes, long prefillCount, long decodeBytes, long decodeCount) {
    Deployment deployment = Deployments.of(shape(model), Engine.VLLM_V0, 4, 1);
    assertThat(prefill(deployment, 0, Collective.ALL_REDUCE))
        .isEqualTo(calls(prefillCount, prefillBytes / 2));
    assertThat(decode(deployment, 0, Collective.ALL_REDUCE))
        .isEqualTo(calls(decodeCount, decodeBytes / 2));
  }

  /** Counts there are sums over the p − 1 links. */
  @ParameterizedTest
  @CsvSource({"2, 2, 254", "4, 6, 762"})
  void tableFive(int pipeline, long prefillCount, long decodeCount) {
    Deployment eight = Deployments.of(Deployments.LLAMA_8B, Engine.VLLM_V0, 1, pipeline);
    for (Collective direction : new Collective[] {Collective.SEND, Collective.RECV}) {
      assertThat(overStages(eight, direction, PROMPT, 1)).isEqualTo(prefillCount);
      assertThat(overStages(eight, direction, 1, DECODE_PASSES)).isEqualTo(decodeCount);
    }
    assertThat(prefill(eight, 0, Collective.SEND).elements()).isEqualTo(128 * 4096);
    assertThat(decode(eight, pipeline - 1, Collective.RECV).elements()).isEqualTo(4096);
  }

  private static long overStages(
      Deployment deployment, Collective collective, long tokens, int passes) {
    long sum = 0;
    for (int stage = 0; stage < deployment.layout().pipeline(); stage++) {
      sum += observe(deployment, stage, collective, tokens, passes).count();
    }
    return sum;
  }

  /**
   * Its 33 and 4191 all-reduces are stage 0's; the embedding is not stage 1's, whose 32 and 4064
   * the table leaves out. Its all-gather shape is what comes out; here stands what goes in.
   */
  @Test
  void tableSixStageByStage() {
    Deployment eight = Deployments.of(Deployments.LLAMA_8B, Engine.VLLM_V0, 2, 2);
    assertThat(prefill(eight, 0, Collective.ALL_REDUCE)).isEqualTo(calls(33, 128 * 4096));
    assertThat(decode(eight, 0, Collective.ALL_REDUCE)).isEqualTo(calls(4191, 4096));
    assertThat(prefill(eight, 1, Collective.ALL_REDUCE)).isEqualTo(calls(32, 128 * 4096));
    assertThat(decode(eight, 1, Collective.ALL_REDUCE)).isEqualTo(calls(4064, 4096));

    assertThat(prefill(eight, 0, Collective.SEND)).isEqualTo(calls(2, 128 * 2048));
    assertThat(decode(eight, 0, Collective.SEND)).isEqualTo(calls(254, 2048));
    assertThat(prefill(eight, 1, Collective.RECV)).isEqualTo(calls(2, 128 * 2048));
    assertThat(decode(eight, 1, Collective.RECV)).isEqualTo(calls(254, 2048));

    assertThat(prefill(eight, 1, Collective.ALL_GATHER)).isEqualTo(calls(2, 128 * 4096 / 2));
    assertThat(decode(eight, 1, Collective.ALL_GATHER)).isEqualTo(calls(254, 4096 / 2));
    assertThat(prefill(eight, 1, Collective.GATHER)).isEqualTo(calls(1, 64128));
    assertThat(decode(eight, 1, Collective.GATHER)).isEqualTo(calls(127, 64128));
    assertThat(prefill(eight, 0, Collective.GATHER)).isEqualTo(calls(0, -1));
    assertThat(prefill(eight, 0, Collective.ALL_GATHER)).isEqualTo(calls(0, -1));
  }

  @ParameterizedTest
  @CsvSource({
    "llama-3.2-3b, 29, 3683, 28, 3556, 1536, 64128",
    "llama-3.1-8b, 33, 4191, 32, 4064, 2048, 64128",
    "llama-2-13b, 41, 5207, 40, 5080, 2560, 16000",
    "llama-3.1-70b, 81, 10287, 80, 10160, 4096, 64128"
  })
  void hybridRowsOfTheVersionOneEngine(
      String model,
      long prefill0,
      long decode0,
      long prefill1,
      long decode1,
      long slice,
      long shard) {
    Deployment deployment = Deployments.of(shape(model), Engine.VLLM, 2, 2);
    assertThat(prefill(deployment, 0, Collective.ALL_REDUCE).count()).isEqualTo(prefill0);
    assertThat(decode(deployment, 0, Collective.ALL_REDUCE).count()).isEqualTo(decode0);
    assertThat(prefill(deployment, 1, Collective.ALL_REDUCE).count()).isEqualTo(prefill1);
    assertThat(decode(deployment, 1, Collective.ALL_REDUCE).count()).isEqualTo(decode1);
    assertThat(decode(deployment, 0, Collective.SEND)).isEqualTo(calls(254, slice));
    assertThat(logits(deployment, 1, PROMPT)).isEqualTo(calls(1, shard));
    assertThat(logits(deployment, 1, 1)).isEqualTo(calls(1, shard));
  }

  /** Stage 0 of DeepSeek-V3 holds 31 layers, stage 1 holds 30. */
  @Test
  void unevenStagesOfSixtyOneLayers() {
    ModelShape deepSeek = new ModelShape("deepseek-v3", 61, 7168, 129280, 2);
    Deployment deployment = Deployments.of(deepSeek, Engine.VLLM, 2, 2);
    assertThat(prefill(deployment, 0, Collective.ALL_REDUCE)).isEqualTo(calls(63, 128 * 7168));
    assertThat(decode(deployment, 0, Collective.ALL_REDUCE)).isEqualTo(calls(8001, 7168));
    assertThat(prefill(deployment, 1, Collective.ALL_REDUCE)).isEqualTo(calls(60, 128 * 7168));
    assertThat(decode(deployment, 1, Collective.ALL_REDUCE)).isEqualTo(calls(7620, 7168));
  }

  /** Calls of one rank, and the elements of each; −1 where there are none. */
  private record Calls(long count, long elements) {}

  private static Calls calls(long count, long elements) {
    return new Calls(count, elements);
  }

  private static Calls prefill(Deployment deployment, int stage, Collective collective) {
    return observe(deployment, stage, collective, PROMPT, 1);
  }

  private static Calls decode(Deployment deployment, int stage, Collective collective) {
    return observe(deployment, stage, collective, 1, DECODE_PASSES);
  }

  private static Calls logits(Deployment deployment, int stage, long tokens) {
    return new ForwardPassModel(deployment)
        .expect(stage, tokens, 1).stream()
            .filter(expected -> expected.purpose() == Purpose.LOGITS)
            .map(expected -> calls(expected.count(), expected.sendElements()))
            .findFirst()
            .orElseThrow();
  }

  private static Calls observe(
      Deployment deployment, int stage, Collective collective, long tokens, int passes) {
    long count = 0;
    long elements = -1;
    for (ExpectedCalls expected : new ForwardPassModel(deployment).expect(stage, tokens, 1)) {
      if (expected.collective() == collective) {
        count += expected.count() * passes;
        elements = expected.sendElements();
      }
    }
    return calls(count, elements);
  }

  private static ModelShape shape(String name) {
    return switch (name) {
      case "llama-3.2-3b" -> Deployments.LLAMA_3B;
      case "llama-3.1-8b" -> Deployments.LLAMA_8B;
      case "llama-2-13b" -> Deployments.LLAMA_13B;
      default -> Deployments.LLAMA_70B;
    };
  }
}
