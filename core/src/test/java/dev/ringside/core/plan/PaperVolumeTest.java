package dev.ringside.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Figures 6 and 7 of arXiv 2507.14392, in MB of 10^6 bytes, from its equations 1 to 7. */
class PaperVolumeTest {

  /** The last digit printed. */
  private static final double PRINTED = 0.0501;

  /** A sum of printed figures. */
  private static final double PRINTED_SUM = 0.1;

  @ParameterizedTest
  @CsvSource({
    "llama-3.2-3b, 128, 142.2, 63.4, 65.0, 9.4",
    "llama-3.2-3b, 256, 217.6, 103.4, 105.8, 14.1",
    "llama-3.2-3b, 512, 368.5, 183.4, 187.4, 23.6",
    "llama-3.1-8b, 128, 211.9, 87.4, 89.5, 12.5",
    "llama-3.1-8b, 256, 322.3, 139.5, 142.7, 18.8",
    "llama-3.1-8b, 512, 543.2, 243.6, 248.9, 31.4",
    "llama-2-13b, 128, 319.3, 113.8, 116.4, 15.7",
    "llama-2-13b, 256, 480.6, 172.9, 176.8, 23.5",
    "llama-2-13b, 512, 803.2, 291.2, 297.8, 39.3"
  })
  void figuresSixAndSeven(
      String model,
      long outputTokens,
      double tensorFour,
      double hybrid,
      double hybridWithEmbedding,
      double pipelineFour) {
    PaperVolume tensor = volume(model, 4, 1, outputTokens);
    assertThat(tensor.total() / 1e6).isCloseTo(tensorFour, within(PRINTED));
    assertThat(tensor.totalWithEmbedding()).isEqualTo(tensor.total());

    PaperVolume both = volume(model, 2, 2, outputTokens);
    assertThat(both.total() / 1e6).isCloseTo(hybrid, within(PRINTED));
    assertThat(both.totalWithEmbedding() / 1e6).isCloseTo(hybridWithEmbedding, within(PRINTED_SUM));

    PaperVolume pipeline = volume(model, 1, 4, outputTokens);
    assertThat(pipeline.total() / 1e6).isCloseTo(pipelineFour, within(PRINTED));
    assertThat(pipeline.totalWithEmbedding()).isEqualTo(pipeline.total());
    assertThat(pipeline.p2p()).isEqualTo(pipeline.total());
  }

  @Test
  void partsOfTheFigures() {
    assertParts(volume("llama-3.2-3b", 4, 1, 128), 134.0, 0, 8.2, 0);
    assertParts(volume("llama-3.1-8b", 4, 1, 128), 203.7, 0, 8.2, 0);
    assertParts(volume("llama-2-13b", 4, 1, 128), 317.3, 0, 2.0, 0);
    assertParts(volume("llama-3.1-8b", 2, 2, 128), 66.8, 2.1, 16.4, 2.1);
  }

  private static void assertParts(
      PaperVolume volume, double allreduce, double allgather, double gather, double p2p) {
    assertThat(volume.allreduce() / 1e6).isCloseTo(allreduce, within(PRINTED));
    assertThat(volume.allgather() / 1e6).isCloseTo(allgather, within(PRINTED));
    assertThat(volume.gather() / 1e6).isCloseTo(gather, within(PRINTED));
    assertThat(volume.p2p() / 1e6).isCloseTo(p2p, within(PRINTED));
    assertThat(volume.allreduce() + volume.allgather() + volume.gather() + volume.p2p())
        .isEqualTo(volume.total());
  }

  /** From 128 to 256 and on to 512 output tokens; the gather grows with S_d, all else with less. */
  @Test
  void growth() {
    String model = "llama-3.1-8b";
    assertGrowth(model, 1, 4, PaperVolume::total, 1.50, 1.67);
    assertGrowth(model, 4, 1, PaperVolume::allreduce, 1.50, 1.67);
    assertGrowth(model, 2, 2, PaperVolume::allreduce, 1.50, 1.67);
    assertGrowth(model, 4, 1, PaperVolume::total, 1.52, 1.69);
    assertGrowth(model, 2, 2, PaperVolume::total, 1.60, 1.75);
  }

  private static void assertGrowth(
      String model,
      int tensor,
      int pipeline,
      ToDoubleFunction<PaperVolume> part,
      double first,
      double second) {
    double of128 = part.applyAsDouble(volume(model, tensor, pipeline, 128));
    double of256 = part.applyAsDouble(volume(model, tensor, pipeline, 256));
    double of512 = part.applyAsDouble(volume(model, tensor, pipeline, 512));
    assertThat(of256 / of128).isCloseTo(first, within(0.005));
    assertThat(of512 / of256).isCloseTo(second, within(0.005));
  }

  @Test
  void rowsAndLogitsMultiplyWithTheBatch() {
    Deployment deployment = Serving.of(Models.LLAMA_8B, Engine.VLLM_V0).on(2, 2, 1).deployment();
    double one = PaperVolume.of(deployment, Workload.of(128, 128, 1)).orElseThrow().total();
    double eight = PaperVolume.of(deployment, Workload.of(128, 128, 8)).orElseThrow().total();
    assertThat(eight).isEqualTo(8 * one);
  }

  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"VLLM_V0"},
      mode = EnumSource.Mode.EXCLUDE)
  void otherEnginesHaveNone(Engine engine) {
    Deployment deployment = Serving.of(Models.LLAMA_8B, engine).on(4, 1, 1).deployment();
    assertThat(Planned.request(deployment, 128, 128).plan().paperVolume()).isEmpty();
  }

  private static PaperVolume volume(String model, int tensor, int pipeline, long outputTokens) {
    Deployment deployment =
        Serving.of(Models.named(model), Engine.VLLM_V0).on(tensor, pipeline, 1).deployment();
    return Planned.request(deployment, 128, outputTokens).plan().paperVolume().orElseThrow();
  }
}
