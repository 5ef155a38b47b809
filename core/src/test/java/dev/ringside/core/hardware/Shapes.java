package dev.ringside.core.hardware;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.synthetic.Models;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;

/** Published models by their config.json, and deployments of them. */
public final class Shapes {

  public static final ModelShape LLAMA_3B =
      dense("llama-3.2-3b", 28, 3072, 128256, 24, 8, 8192, true);
  public static final ModelShape LLAMA_8B = Models.LLAMA_8B;
  public static final ModelShape LLAMA_70B = Models.LLAMA_70B;
  public static final ModelShape LLAMA_405B =
      dense("llama-3.1-405b", 126, 16384, 128256, 128, 8, 53248, false);
  public static final ModelShape LLAMA_13B = Models.LLAMA_13B;
  public static final ModelShape QWEN_235B = Models.QWEN3_235B;
  public static final ModelShape DEEPSEEK_V3 = Models.DEEPSEEK_V3;

  public static final ModelShape MIXTRAL =
      new ModelShape(
          "mixtral-8x7b",
          32,
          4096,
          32000,
          2,
          AttentionShape.grouped(32, 8, 128),
          new FeedForwardShape(14336, 8, 2, 14336, 0, 0),
          false);

  public static final ModelShape GPT_OSS =
      new ModelShape(
          "gpt-oss-120b",
          36,
          2880,
          201088,
          2,
          AttentionShape.grouped(64, 8, 64),
          new FeedForwardShape(2880, 128, 4, 2880, 0, 0),
          false);

  public static final ModelShape DEEPSEEK_V2 =
      new ModelShape(
          "deepseek-v2",
          60,
          5120,
          102400,
          2,
          new AttentionShape(128, 128, 128, 512, 64),
          new FeedForwardShape(12288, 160, 6, 1536, 2, 1),
          false);

  public static final ModelShape OPT_13B =
      new ModelShape(
          "opt-13b",
          40,
          5120,
          50272,
          1,
          AttentionShape.grouped(40, 40, 128),
          FeedForwardShape.dense(20480),
          true);

  private Shapes() {}

  private static ModelShape dense(
      String name,
      int layers,
      int hidden,
      int vocabulary,
      int heads,
      int kvHeads,
      int intermediate,
      boolean tied) {
    return new ModelShape(
        name,
        layers,
        hidden,
        vocabulary,
        2,
        AttentionShape.grouped(heads, kvHeads, 128),
        FeedForwardShape.dense(intermediate),
        tied);
  }

  static Deployment on(ModelShape model, Engine engine, ParallelLayout layout) {
    return on(model, engine, layout, false);
  }

  public static Deployment on(
      ModelShape model, Engine engine, ParallelLayout layout, boolean expertParallel) {
    return new Deployment(
        model.name(),
        model,
        engine,
        layout,
        DataType.BFLOAT16,
        OptionalInt.empty(),
        "unknown",
        new ServingOptions(
            expertParallel,
            AllToAll.ALLGATHER_REDUCESCATTER,
            1,
            1,
            false,
            0,
            Optional.empty(),
            "",
            "h100",
            8,
            Collections.emptySortedSet()));
  }

  static ParallelLayout layout(int tensor, int pipeline, int data) {
    return new ParallelLayout(tensor, pipeline, data);
  }
}
