package dev.ringside.simulator.traffic;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Trait;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.replica.Team;

/**
 * Walks the encoder of pictures in front of a pass in which prompts with pictures begin: its
 * layers, each with two sums over all patches, and its mergers, which put patches together to the
 * rows that go in beside the text. One walk for all pictures of the pass, none of it replayed from
 * a graph.
 *
 * <p>Source: vLLM {@code qwen2_5_vl.py:Qwen2_5_VisionTransformer.forward}, {@code
 * qwen3_vl.py:Qwen3_VisionTransformer.forward}, {@code gpu_model_runner.py:_execute_mm_encoder}.
 */
final class EncoderWalk {

  private final TensorTraffic tensor;
  private final long hidden;
  private final int width;
  private final int layers;
  private final int merged;
  private final int innerMergers;

  EncoderWalk(Deployment deployment, TensorTraffic tensor) {
    this.tensor = tensor;
    this.hidden = deployment.model().hidden();
    this.width = deployment.model().family().trait(Trait.VISION_WIDTH);
    this.layers = deployment.model().family().trait(Trait.VISION_LAYERS);
    this.merged = deployment.model().family().trait(Trait.VISION_MERGE);
    this.innerMergers = deployment.model().family().trait(Trait.VISION_STACK);
  }

  /** Makes the calls that precede {@code work}; none if no picture is new in it. */
  void walk(Team team, PassWork work) {
    long rows = work.batch().pictureRows();
    if (rows == 0 || layers == 0) {
      return;
    }
    long patches = rows * Math.max(1, merged);
    for (int layer = 0; layer < layers; layer++) {
      tensor.reduceRows(team, patches, width, false);
      tensor.reduceRows(team, patches, width, false);
      if (team.conditions().encoderSummedTwice) {
        tensor.reduceRows(team, patches, width, false);
      }
      if (merged > 0 && isMergedAfter(layer)) {
        tensor.reduceRows(team, rows, hidden, false);
      }
    }
    if (merged > 0) {
      tensor.reduceRows(team, rows, hidden, false);
    }
  }

  /** Inner mergers lie at equal distances, the last merger behind all layers. */
  private boolean isMergedAfter(int layer) {
    return innerMergers * (layer + 1) / layers > innerMergers * layer / layers;
  }
}
