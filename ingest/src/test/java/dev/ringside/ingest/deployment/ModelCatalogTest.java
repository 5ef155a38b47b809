package dev.ringside.ingest.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.ModelShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogTest {

  private final ModelCatalog catalog = ModelCatalog.bundled();

  @ParameterizedTest
  @CsvSource({
    "llama-3.2-3b, 28, 3072, 128256",
    "llama-3.1-8b, 32, 4096, 128256",
    "llama-3.1-70b, 80, 8192, 128256",
    "llama-2-13b, 40, 5120, 32000"
  })
  void knowsThePapersModels(String name, int layers, int hidden, int vocabulary) {
    ModelShape model = catalog.find(name).orElseThrow();

    assertThat(model.name()).isEqualTo(name);
    assertThat(model.layers()).isEqualTo(layers);
    assertThat(model.hidden()).isEqualTo(hidden);
    assertThat(model.vocabulary()).isEqualTo(vocabulary);
    assertThat(model.tensorsHandedOver()).isEqualTo(2);
  }

  /** Bytes of KV cache a token, bfloat16, as the models' makers and engines state them. */
  @ParameterizedTest
  @CsvSource({"llama-3.1-8b, 131072", "llama-3.1-70b, 327680", "llama-2-13b, 819200"})
  void weighsTheKvCache(String name, long bytes) {
    assertThat(catalog.find(name).orElseThrow().kvBytesPerToken(2)).isEqualTo(bytes);
  }

  @Test
  void headsFillTheHiddenSize() {
    for (String name : catalog.names()) {
      ModelShape model = catalog.find(name).orElseThrow();
      AttentionShape attention = model.attention();
      assertThat(attention.heads() * attention.headDim()).as(name).isEqualTo(model.hidden());
      assertThat(attention.heads() % attention.kvHeads()).as(name).isZero();
    }
  }

  @Test
  void knowsNoOther() {
    assertThat(catalog.find("gpt-9")).isEmpty();
  }
}
