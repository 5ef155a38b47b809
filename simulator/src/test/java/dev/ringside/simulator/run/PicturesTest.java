package dev.ringside.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.core.verdict.Judgement;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Prompts with pictures: an encoder that is played layer by layer is what the model expects, also
 * where its mergers' sums could be an embedding's; one that sums too often is not.
 */
class PicturesTest {

  private static final Workload.Pictures HALF = new Workload.Pictures(0.5, Lengths.uniform(3, 300));

  /** 896 divides the hidden size, so a row of the merger may be rows of the encoder. */
  @ParameterizedTest
  @CsvSource({
    "Qwen2_5_VLForConditionalGeneration, 2, 1280, 4, 0",
    "Qwen2_5_VLForConditionalGeneration, 4, 896, 4, 0",
    "Qwen3VLForConditionalGeneration, 2, 1152, 4, 3",
    "Gemma3ForConditionalGeneration, 2, 1152, 0, 0"
  })
  void anEncoderIsReadAndItsFaultIsSeen(
      String architecture, int tensor, int width, int merged, int inner) throws Exception {
    ModelFamily family =
        new ModelFamily(
            architecture,
            "",
            Map.of(
                Trait.MULTIMODAL, 1,
                Trait.VISION_WIDTH, width,
                Trait.VISION_LAYERS, 12,
                Trait.VISION_MERGE, merged,
                Trait.VISION_STACK, inner),
            List.of());
    ModelShape model =
        new ModelShape(
            "small",
            6,
            3584,
            6400,
            2,
            Models.QWEN3_235B.attention(),
            Models.LLAMA_8B.feedForward(),
            false,
            family);
    Deployment on = Serving.of(model, Engine.VLLM).on(tensor, 1, 1).deployment();

    Judgement sound = new PlayedRun(on, Optional.empty(), HALF).judge(on, 0);
    Judgement faulty =
        new PlayedRun(on, Optional.of(FaultKind.ENCODER_SUMMED_TWICE), HALF).judge(on, 0);

    assertThat(sound.verdict())
        .as("%s", SimulatedFaultsTest.inWords(sound))
        .isEqualTo(Verdict.MATCH);
    assertThat(faulty.verdict()).isEqualTo(Verdict.DEVIATION);
  }
}
