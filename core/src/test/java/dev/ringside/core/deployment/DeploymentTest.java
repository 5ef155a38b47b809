package dev.ringside.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.synthetic.Deployments;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeploymentTest {

  private static final ParallelLayout TP2 = new ParallelLayout(2, 1, 1);

  @ParameterizedTest
  @CsvSource({"128256, 64, 128256", "128257, 64, 128320", "32000, 64, 32000", "1, 64, 64"})
  void vocabularyIsPaddedUp(int vocabulary, int multiple, long expected) {
    ModelShape model = new ModelShape("m", 1, 64, vocabulary, 2);
    assertThat(model.paddedVocabulary(multiple)).isEqualTo(expected);
  }

  @Test
  void engineDecidesPaddingBoundAndSplit() {
    ModelShape odd = new ModelShape("odd", 61, 64, 1001, 2);
    ParallelLayout layout = new ParallelLayout(1, 2, 1);
    Deployment vllm = Deployments.of(odd, Engine.VLLM, layout, OptionalInt.empty());
    assertThat(vllm.paddedVocabulary()).isEqualTo(1024);
    assertThat(vllm.sequenceBound()).isEqualTo(256);
    assertThat(vllm.layersOf(0)).isEqualTo(31);
    assertThat(vllm.layersOf(1)).isEqualTo(30);

    Deployment library =
        Deployments.of(odd, Engine.TRANSFORMERS, new ParallelLayout(1, 1, 1), OptionalInt.of(4));
    assertThat(library.paddedVocabulary()).isEqualTo(1001);
    assertThat(library.sequenceBound()).isEqualTo(4);
  }

  @Test
  void anotherEngineIsAllThatChanges() {
    Deployment v0 = Deployments.toy(Engine.VLLM_V0, 2, 2);
    assertThat(v0.withEngine(Engine.VLLM)).isEqualTo(Deployments.toy(Engine.VLLM, 2, 2));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void enginesAreFoundByLabel(Engine engine) {
    assertThat(Engine.ofLabel(engine.label())).contains(engine);
    assertThat(Engine.labels()).contains(engine.label());
  }

  @Test
  void anUnheardEngineIsNone() {
    assertThat(Engine.ofLabel("vLLM")).isEmpty();
    assertThat(Engine.labels()).isEqualTo("vllm-v0, vllm, transformers, sglang, trtllm");
  }

  @Test
  void whatCannotRunIsRefusedWithItsName() {
    ModelShape toy = Deployments.TOY;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Deployments.toy(Engine.TRANSFORMERS, 2, 2))
        .withMessageContaining("test: pipeline parallelism of engine transformers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Deployments.toy(Engine.VLLM, 5, 1))
        .withMessageContaining("tensor 5 does not divide");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Deployments.toy(Engine.VLLM, 1, 8))
        .withMessageContaining("7 layers cannot fill 8");
    assertThatIllegalArgumentException().isThrownBy(() -> deployment(" ", toy, DataType.BFLOAT16));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> deployment("d", toy, DataType.UNKNOWN))
        .withMessageContaining("unknown dtype");
  }

  @ParameterizedTest
  @CsvSource({"0, 64, 64, 2", "1, 0, 64, 2", "1, 64, 0, 2", "1, 64, 64, 0"})
  void aShapeHasPositiveDimensions(int layers, int hidden, int vocabulary, int handedOver) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelShape("m", layers, hidden, vocabulary, handedOver))
        .withMessageContaining("must be positive");
  }

  private static Deployment deployment(String name, ModelShape model, DataType type) {
    return new Deployment(name, model, Engine.VLLM, TP2, type, OptionalInt.empty(), "unknown");
  }
}
