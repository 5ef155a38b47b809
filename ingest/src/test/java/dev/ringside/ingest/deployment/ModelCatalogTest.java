package dev.ringside.ingest.deployment;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(catalog.find(name).orElseThrow().shape())
        .isEqualTo(new ModelShape(name, layers, hidden, vocabulary, 2));
  }

  @Test
  void headsFillTheHiddenSize() {
    for (String name : catalog.names()) {
      Model model = catalog.find(name).orElseThrow();
      assertThat(model.attentionHeads() * model.headDim())
          .as(name)
          .isEqualTo(model.shape().hidden());
      assertThat(model.attentionHeads() % model.keyValueHeads()).as(name).isZero();
    }
  }

  @Test
  void knowsNoOther() {
    assertThat(catalog.find("gpt-9")).isEmpty();
  }
}
