package dev.ringside.describe.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogTest {

  private final ModelCatalog catalog = ModelCatalog.bundled();

  /** L, h and v of the tables in which the model's forms are worked out. */
  @ParameterizedTest
  @CsvSource({
    "llama-3.2-3b, 28, 3072, 128256, 114688",
    "llama-3.1-8b, 32, 4096, 128256, 131072",
    "llama-3.1-70b, 80, 8192, 128256, 327680",
    "llama-2-13b, 40, 5120, 32000, 819200",
    "qwen3-235b-a22b, 94, 4096, 151936, 192512",
    "deepseek-v3, 61, 7168, 129280, 70272"
  })
  void knowsTheModelsOfTheTables(String name, int layers, int hidden, int vocabulary, long kv) {
    ModelShape model = catalog.find(name).orElseThrow();

    assertThat(model.name()).isEqualTo(name);
    assertThat(model.layers()).isEqualTo(layers);
    assertThat(model.hidden()).isEqualTo(hidden);
    assertThat(model.vocabulary()).isEqualTo(vocabulary);
    assertThat(model.tensorsHandedOver()).isEqualTo(2);
    assertThat(model.kvBytesPerToken(2)).as("KV bytes a token").isEqualTo(kv);
  }

  /**
   * Parameters in 10⁹ as the makers publish them: every dimension but the split into heads has a
   * part in the sum, so a wrong one shows.
   */
  @ParameterizedTest
  @CsvSource({
    "llama-3.2-1b, 1.236",
    "llama-3.2-3b, 3.213",
    "llama-3.1-8b, 8.030",
    "llama-3.1-70b, 70.55",
    "llama-3.1-405b, 405.85",
    "llama-2-7b, 6.738",
    "llama-2-13b, 13.016",
    "llama-2-70b, 68.98",
    "mistral-7b, 7.248",
    "mixtral-8x7b, 46.70",
    "mixtral-8x22b, 140.63",
    "qwen2.5-7b, 7.616",
    "qwen2.5-72b, 72.71",
    "qwen2.5-vl-7b, 7.616",
    "qwen3-8b, 8.191",
    "qwen3-32b, 32.76",
    "qwen3-30b-a3b, 30.53",
    "qwen3-235b-a22b, 235.09",
    "gemma-2-9b, 9.242",
    "gemma-2-27b, 27.23",
    "phi-4, 14.66",
    "gpt-oss-20b, 20.91",
    "gpt-oss-120b, 116.8"
  })
  void weighsWhatItsMakersSay(String name, double billions) {
    assertThat(billions(name)).isCloseTo(billions, Percentage.withPercentage(0.1));
  }

  /**
   * Latent attention's query compression is not in the shape, a picture's encoder no part of it.
   */
  @ParameterizedTest
  @CsvSource({"deepseek-v2, 235.7", "deepseek-v3, 671", "gemma-3-27b, 27.4", "glm-5.3-flash, 320"})
  void weighsAboutWhatItsMakersSay(String name, double billions) {
    assertThat(billions(name)).isCloseTo(billions, Percentage.withPercentage(3));
  }

  /** OPT's feed-forward half has two matrices where the others have three. */
  @Test
  void weighsOptAsItsMakersSay() {
    ModelShape opt = catalog.find("opt-13b").orElseThrow();
    double third = (double) opt.layers() * opt.hidden() * opt.feedForward().intermediate() / 1e9;

    assertThat(billions("opt-13b") - third).isCloseTo(12.85, Percentage.withPercentage(0.1));
    assertThat(opt.tensorsHandedOver()).isEqualTo(1);
  }

  /** Embedding and head, query, key, value and output, gate, up and down, router and experts. */
  private double billions(String name) {
    ModelShape model = catalog.find(name).orElseThrow();
    AttentionShape attention = model.attention();
    FeedForwardShape ffn = model.feedForward();
    double h = model.hidden();
    double heads = (double) attention.heads() * attention.headDim();
    double layer =
        2 * h * heads
            + (attention.isLatent()
                ? h * (attention.latentRank() + attention.latentRope())
                    + 2 * attention.latentRank() * heads
                : 2 * h * attention.kvHeads() * attention.headDim());
    double expert = 3 * h * ffn.expertIntermediate();
    int sparse = ffn.expertLayers(model.layers());
    double feedForward =
        (model.layers() - sparse) * 3 * h * ffn.intermediate()
            + sparse * ((ffn.experts() + ffn.sharedExperts()) * expert + h * ffn.experts());
    double embeddings = h * model.vocabulary() * (model.tiedEmbeddings() ? 1 : 2);
    return (embeddings + model.layers() * layer + feedForward) / 1e9;
  }

  @Test
  void everyModelIsWeighedByOneOfTheseTests() {
    assertThat(catalog.names()).hasSize(28);
  }

  @Test
  void expertsOfMixedModels() {
    assertThat(catalog.find("deepseek-v3").orElseThrow().feedForward())
        .isEqualTo(new FeedForwardShape(18432, 256, 8, 2048, 1, 3));
    assertThat(catalog.find("deepseek-v2").orElseThrow().feedForward().expertLayers(60))
        .isEqualTo(59);
    assertThat(catalog.find("gpt-oss-120b").orElseThrow().feedForward().expertLayers(36))
        .isEqualTo(36);
  }

  @Test
  void queryHeadsAreAMultipleOfKvHeads() {
    for (String name : catalog.names()) {
      AttentionShape attention = catalog.find(name).orElseThrow().attention();
      assertThat(attention.heads() % attention.kvHeads()).as(name).isZero();
    }
  }

  @Test
  void anOperatorMayKnowBetter() {
    ModelDimensions overrides = ModelDimensions.parse(Map.of("layers", "16", "kv-heads", "4"));

    ModelShape model = catalog.find("llama-3.1-8b", overrides).orElseThrow();

    assertThat(model.layers()).isEqualTo(16);
    assertThat(model.attention()).isEqualTo(AttentionShape.grouped(32, 4, 128));
    assertThat(model.hidden()).isEqualTo(4096);
  }

  @Test
  void knowsNoOther() {
    assertThat(catalog.find("gpt-9")).isEmpty();
  }
}
