package dev.ringside.core.synthetic;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import java.util.OptionalInt;

/** Deployments for tests: public model shapes, and one small enough for thousands of passes. */
public final class Deployments {

  public static final ModelShape LLAMA_3B = new ModelShape("llama-3.2-3b", 28, 3072, 128256, 2);
  public static final ModelShape LLAMA_8B = new ModelShape("llama-3.1-8b", 32, 4096, 128256, 2);
  public static final ModelShape LLAMA_13B = new ModelShape("llama-2-13b", 40, 5120, 32000, 2);
  public static final ModelShape LLAMA_70B = new ModelShape("llama-3.1-70b", 80, 8192, 128256, 2);

  /**
   * Seven layers, so that stages differ; the vocabulary divides by 2, 3, 4, 6 and 8 tensor ranks.
   */
  public static final ModelShape TOY = new ModelShape("toy", 7, 96, 3264, 2);

  private Deployments() {}

  public static Deployment of(ModelShape model, Engine engine, int tensor, int pipeline) {
    return of(model, engine, new ParallelLayout(tensor, pipeline, 1), OptionalInt.of(8));
  }

  public static Deployment of(
      ModelShape model, Engine engine, ParallelLayout layout, OptionalInt maxNumSeqs) {
    return new Deployment("test", model, engine, layout, DataType.BFLOAT16, maxNumSeqs, "unknown");
  }

  public static Deployment toy(Engine engine, int tensor, int pipeline) {
    return of(TOY, engine, tensor, pipeline);
  }
}
