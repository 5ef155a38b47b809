package dev.ringside.core.parallelism;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How an engine divides layers among pipeline stages. */
public enum LayerSplit {
  /**
   * Equal parts; a remainder goes to the second to last stage, then the one before it, never to the
   * last: 61/2 → [31,30], 94/4 → [23,24,24,23]. Source: vLLM {@code utils.py:get_pp_indices}.
   */
  REMAINDER_BEFORE_LAST {
    @Override
    int receiver(int stages, int nth) {
      return stages - 2 - nth;
    }
  },
  /** Equal parts; a remainder goes to the last stages: 61/2 → [30,31]. Source: SGLang v0.5.18. */
  REMAINDER_LAST {
    @Override
    int receiver(int stages, int nth) {
      return stages - 1 - nth;
    }
  },
  /**
   * Equal parts; all of a remainder goes to the last stage: 61/2 → [30,31], 94/4 → [23,23,23,25].
   * Source: transformers 5.23 {@code distributed/pipeline_parallel.py}.
   */
  REMAINDER_ALL_LAST {
    @Override
    int receiver(int stages, int nth) {
      return stages - 1;
    }
  },
  /**
   * Equal parts; a remainder goes to the first stages: 94/4 → [24,24,23,23]. Source: TensorRT-LLM
   * {@code mapping.py:pp_layers}.
   */
  REMAINDER_FIRST {
    @Override
    int receiver(int stages, int nth) {
      return nth;
    }
  };

  abstract int receiver(int stages, int nth);

  /**
   * Layers of each stage, summing to {@code layers}.
   *
   * @throws IllegalArgumentException if there are fewer layers than stages
   */
  public List<Integer> layersPerStage(int layers, int stages) {
    if (stages < 1 || layers < stages) {
      throw new IllegalArgumentException(
          "%d layers cannot fill %d pipeline stages".formatted(layers, stages));
    }
    List<Integer> split = new ArrayList<>(Collections.nCopies(stages, layers / stages));
    for (int nth = 0; nth < layers % stages; nth++) {
      split.set(receiver(stages, nth), split.get(receiver(stages, nth)) + 1);
    }
    return List.copyOf(split);
  }
}
