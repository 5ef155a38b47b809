package dev.ringside.core.synthetic;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Public models with all their dimensions, for the worked tables. */
public final class Models {

  public static final ModelShape LLAMA_3B =
      dense("llama-3.2-3b", 28, 3072, 128256, AttentionShape.grouped(24, 8, 128), 8192);
  public static final ModelShape LLAMA_8B =
      dense("llama-3.1-8b", 32, 4096, 128256, AttentionShape.grouped(32, 8, 128), 14336);
  public static final ModelShape LLAMA_13B =
      dense("llama-2-13b", 40, 5120, 32000, AttentionShape.grouped(40, 40, 128), 13824);
  public static final ModelShape LLAMA_70B =
      dense("llama-3.1-70b", 80, 8192, 128256, AttentionShape.grouped(64, 8, 128), 28672);

  /** Routed experts in all 94 layers. */
  public static final ModelShape QWEN3_235B =
      new ModelShape(
          "qwen3-235b-a22b",
          94,
          4096,
          151936,
          2,
          AttentionShape.grouped(64, 4, 128),
          new FeedForwardShape(12288, 128, 8, 1536, 0, 0),
          false);

  /** Latent attention; the first 3 of 61 layers are dense. */
  public static final ModelShape DEEPSEEK_V3 =
      new ModelShape(
          "deepseek-v3",
          61,
          7168,
          129280,
          2,
          new AttentionShape(128, 128, 128, 512, 64),
          new FeedForwardShape(18432, 256, 8, 2048, 1, 3),
          false);

  private static final Map<String, ModelShape> BY_NAME =
      Stream.of(LLAMA_3B, LLAMA_8B, LLAMA_13B, LLAMA_70B, QWEN3_235B, DEEPSEEK_V3)
          .collect(Collectors.toMap(ModelShape::name, Function.identity()));

  private Models() {}

  public static ModelShape named(String name) {
    return BY_NAME.get(name);
  }

  /** One drafting layer of the same width and vocabulary, as EAGLE has it. */
  public static ModelShape draftOf(ModelShape target) {
    return new ModelShape(
        "draft", 1, target.hidden(), target.vocabulary(), target.tensorsHandedOver());
  }

  private static ModelShape dense(
      String name,
      int layers,
      int hidden,
      int vocabulary,
      AttentionShape attention,
      int intermediate) {
    return new ModelShape(
        name,
        layers,
        hidden,
        vocabulary,
        2,
        attention,
        FeedForwardShape.dense(intermediate),
        false);
  }
}
