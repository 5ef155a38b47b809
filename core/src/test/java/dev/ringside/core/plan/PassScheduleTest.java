package dev.ringside.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.account.Phase;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.model.PassInput;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ListAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassScheduleTest {

  private static final Phase PREFILL = Phase.PREFILL;
  private static final Phase DECODE = Phase.DECODE;

  @Test
  void aRequestIsOnePrefillAndADecodeForEachTokenMore() {
    assertPasses(vllm().deployment(), Workload.of(128, 128, 1))
        .containsExactly(pass(PREFILL, 128, 1, 1), pass(DECODE, 1, 1, 127));
    assertPasses(vllm().deployment(), Workload.of(128, 1, 1))
        .containsExactly(pass(PREFILL, 128, 1, 1));
  }

  /** 3 prompts of 3000 in passes of 4096: rows are asked for of unfinished prompts as well. */
  @Test
  void promptsArePackedAndCut() {
    assertPasses(vllm().deployment(), new Workload(3000, 1, 3, 4096))
        .containsExactly(pass(PREFILL, 4096, 2, 2), pass(PREFILL, 808, 1, 1));
    assertThat(passes(vllm().deployment(), new Workload(3000, 1, 3, 4096)))
        .extracting(PlannedPass::requests)
        .containsExactly(2L, 1L);
    assertThat(passes(vllm().deployment(), new Workload(20_000, 1, 1, 8192)))
        .extracting(PlannedPass::requests, PlannedPass::count)
        .containsExactly(tuple(0L, 2L), tuple(1L, 1L));
    Deployment sglang = Serving.of(Models.LLAMA_8B, Engine.SGLANG).on(2, 2, 1).deployment();
    assertThat(passes(sglang, new Workload(20_000, 1, 1, 8192)))
        .extracting(PlannedPass::requests, PlannedPass::count)
        .containsExactly(tuple(1L, 2L), tuple(1L, 1L));
  }

  @Test
  void aPassThatEndsWithItsPromptAsksForNoRowOfTheNext() {
    assertPasses(vllm().deployment(), new Workload(4096, 1, 4, 8192))
        .containsExactly(pass(PREFILL, 8192, 2, 2));
  }

  /** V0 cuts no prompt; Transformers generates for the whole batch at once. */
  @Test
  void enginesThatDoNotCut() {
    Deployment v0 = Serving.of(Models.LLAMA_8B, Engine.VLLM_V0).deployment();
    assertPasses(v0, new Workload(3000, 1, 3, 8192))
        .containsExactly(pass(PREFILL, 6000, 2, 1), pass(PREFILL, 3000, 1, 1));
    assertPasses(v0, new Workload(10_000, 1, 2, 8192)).containsExactly(pass(PREFILL, 10_000, 1, 2));
    Deployment library = Serving.of(Models.LLAMA_8B, Engine.TRANSFORMERS).deployment();
    assertPasses(library, new Workload(3000, 1, 3, 4096))
        .containsExactly(pass(PREFILL, 9000, 3, 1));
  }

  /** Rows are those of finished prompts: micro-batches that end in the middle of one have none. */
  @Test
  void llamaCppRunsMicroBatches() {
    Deployment deployment = Serving.of(Models.LLAMA_8B, Engine.LLAMA_CPP).deployment();
    assertPasses(deployment, new Workload(1000, 1, 2, 8192))
        .containsExactly(
            pass(PREFILL, 512, 0, 2), pass(PREFILL, 512, 1, 1), pass(PREFILL, 464, 1, 1));
  }

  /** vLLM pads prefill too, up to 512 tokens; V0, SGLang and the others do not. */
  @ParameterizedTest
  @CsvSource({
    "VLLM, 9, 16, 9, 16, 9",
    "VLLM, 257, 272, 257, 272, 257",
    "VLLM, 513, 513, 513, 513, 513",
    "VLLM_V0, 9, 9, 9, 16, 9",
    "VLLM_V0, 257, 257, 257, 257, 257",
    "SGLANG, 9, 9, 9, 12, 12",
    "TRTLLM, 9, 9, 9, 9, 9",
    "LMDEPLOY, 9, 9, 9, 16, 9",
    "LMDEPLOY, 300, 300, 300, 512, 300",
    "TURBOMIND, 9, 9, 9, 9, 9",
    "LLAMA_CPP, 9, 9, 9, 9, 9",
    "TRANSFORMERS, 9, 9, 9, 9, 9"
  })
  void passesArePaddedToCapturedSizes(
      Engine engine, long batch, long prefill, long rows, long decode, long decodeRows) {
    Deployment deployment = Serving.of(Models.LLAMA_8B, engine).deployment();
    assertPasses(deployment, Workload.of(1, 3, batch))
        .containsExactly(pass(PREFILL, prefill, rows, 1), pass(DECODE, decode, decodeRows, 2));
  }

  /** Graphs reach to twice the sequences a pass may hold. */
  @ParameterizedTest
  @CsvSource({
    "8, '', '', 15, 16",
    "8, '', '', 17, 17",
    "256, '', '', 500, 512",
    "512, '', '', 600, 600",
    "512, '', b200, 600, 608",
    "512, '', b300, 1020, 1024",
    "512, 0.10.2, '', 260, 264",
    "512, 0.11, '', 260, 272"
  })
  void graphsReachAsFarAsTheEngineCapturedThem(
      int bound, String version, String gpu, long tokens, long expected) {
    Deployment deployment = vllm().maxNumSeqs(bound).version(version).gpu(gpu, 8).deployment();
    assertPasses(deployment, Workload.of(tokens, 1, 1))
        .containsExactly(pass(PREFILL, expected, 1, 1));
  }

  @Test
  void eagerPassesAreNotPadded() {
    Deployment eager = vllm().flag(EngineFlag.ENFORCE_EAGER).deployment();
    assertPasses(eager, Workload.of(1, 2, 9))
        .containsExactly(pass(PREFILL, 9, 9, 1), pass(DECODE, 9, 9, 1));
  }

  @Test
  void sequenceParallelPassesDivideByTheTensorRanks() {
    Deployment split = vllm().on(8, 1, 1).sequenceParallel().deployment();
    assertPasses(split, Workload.of(1001, 2, 1))
        .containsExactly(pass(PREFILL, 1008, 1, 1), pass(DECODE, 8, 1, 1));
  }

  /** Four drafted tokens: the target verifies five a request, in prefill as many as the prompt. */
  @Test
  void draftingFollowsEachStep() {
    Deployment deployment = vllm().drafting(4, Models.draftOf(Models.LLAMA_8B)).deployment();
    assertThat(passes(deployment, Workload.of(100, 12, 2)))
        .extracting(
            pass -> pass.input().phase(),
            pass -> pass.input().tokens(),
            pass -> pass.input().rows(),
            PlannedPass::count,
            PlannedPass::drafting)
        .containsExactly(
            tuple(PREFILL, 200L, 2L, 1L, false),
            tuple(PREFILL, 200L, 2L, 1L, true),
            tuple(PREFILL, 2L, 2L, 3L, true),
            tuple(DECODE, 16L, 10L, 10L, false),
            tuple(DECODE, 16L, 2L, 10L, true),
            tuple(DECODE, 2L, 2L, 30L, true),
            tuple(DECODE, 16L, 10L, 1L, false),
            tuple(DECODE, 16L, 2L, 1L, true),
            tuple(DECODE, 2L, 2L, 3L, true));
  }

  @Test
  void draftingWithoutAModelOnlyVerifies() {
    Deployment deployment = vllm().drafting(4, null).deployment();
    assertPasses(deployment, Workload.of(100, 12, 2))
        .containsExactly(pass(PREFILL, 200, 2, 1), pass(DECODE, 16, 10, 11));
  }

  /** SGLang captured 12 requests of five tokens, and its LM head is inside the graph. */
  @Test
  void sglangPadsRequestsWhenVerifying() {
    Deployment deployment =
        Serving.of(Models.LLAMA_8B, Engine.SGLANG).drafting(4, null).deployment();
    assertPasses(deployment, Workload.of(100, 2, 11))
        .containsExactly(pass(PREFILL, 1100, 11, 1), pass(DECODE, 60, 60, 1));
  }

  /** Only the last decode's token is needed by nobody. */
  @Test
  void requestsGoOnUntilTheirLastToken() {
    assertThat(passes(vllm().deployment(), Workload.of(8, 3, 1)))
        .extracting(PlannedPass::goOn)
        .containsExactly(true, true, false);
    assertThat(passes(vllm().deployment(), Workload.of(8, 1, 1)))
        .extracting(PlannedPass::goOn)
        .containsExactly(false);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1, 1", "1, 0, 1, 1", "1, 1, -1, 1", "1, 1, 1, 0"})
  void aWorkloadIsSomething(long prompt, long output, long batch, long most) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Workload(prompt, output, batch, most))
        .withMessageContaining("each must be at least 1");
  }

  private static Serving vllm() {
    return Serving.of(Models.LLAMA_8B, Engine.VLLM);
  }

  private static List<PlannedPass> passes(Deployment deployment, Workload workload) {
    return PassSchedule.of(deployment, workload);
  }

  /** Passes as phase, tokens, rows and how many; the last decode counted to the others. */
  private static ListAssert<Tuple> assertPasses(Deployment deployment, Workload workload) {
    Map<PassInput, Long> counts = new LinkedHashMap<>();
    passes(deployment, workload)
        .forEach(pass -> counts.merge(pass.input(), pass.count(), Long::sum));
    return assertThat(
        counts.entrySet().stream()
            .map(
                entry ->
                    pass(
                        entry.getKey().phase(),
                        entry.getKey().tokens(),
                        entry.getKey().rows(),
                        entry.getValue()))
            .toList());
  }

  private static Tuple pass(Phase phase, long tokens, long rows, long count) {
    return tuple(phase, tokens, rows, count);
  }
}
