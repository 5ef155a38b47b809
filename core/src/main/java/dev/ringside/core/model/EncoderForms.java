package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.family.LayerCall;
import dev.ringside.core.family.Part;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.SentenceBuilder;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.parallelism.Parallelism;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the encoder of pictures adds in front of a step that has some, on the first stage, for each
 * of its passes. N patches of width h_v, m² of which become one row beside the text; L_v layers; s
 * further mergers inside (deepstack).
 *
 * <pre>
 * shared by the ranks   AllReduce 2·L_v of N·h_v, 1 + s of N/m²·h
 * a picture a rank      AllGather 1 of rows·h·(1 + s), rows of the rank that has most
 * without a merger      none of N/m²·h; AllGather 1 of rows·h_v
 * </pre>
 *
 * <p>Which of the two it is, the calls say: {@code mm_encoder_tp_mode} is in no deployment, and a
 * tower whose heads t does not divide falls back to the second. Steps that only keep other replicas
 * company have none.
 *
 * <p>Source: vLLM {@code qwen2_5_vl.py}, {@code qwen3_vl.py}, {@code siglip.py}, {@code
 * vision.py:run_dp_sharded_mrope_vision_model, run_dp_sharded_vision_model}; samples {@code
 * vllm_cpu_qwen25vl_tp2}, {@code …_data}.
 */
final class EncoderForms {

  private EncoderForms() {}

  static void pictures(StageGeometry on, SentenceBuilder out) {
    int layers = trait(on, Trait.VISION_LAYERS);
    if (layers == 0 || on.tensor == 1 || !on.isFirst() || on.quirks.at(Part.TOWER).isEmpty()) {
      return;
    }
    int mergers = trait(on, Trait.VISION_MERGE) == 0 ? 0 : 1 + trait(on, Trait.VISION_STACK);
    Map<Terminal, Integer> calls = shared(on, layers, mergers);
    out.maySayAgain(List.copyOf(calls.keySet()), List.copyOf(calls.values()));
    long width = mergers == 0 ? trait(on, Trait.VISION_WIDTH) : on.hidden * mergers;
    Size rows = Size.whole(Variable.GATHERED, width);
    out.maySayAgain(List.of(on.call(Purpose.ENCODER, Collective.ALL_GATHER, rows)), List.of(1));
  }

  private static int trait(StageGeometry on, Trait trait) {
    return on.deployment.model().family().trait(trait);
  }

  private static Map<Terminal, Integer> shared(StageGeometry on, int layers, int mergers) {
    Map<Terminal, Integer> calls = new LinkedHashMap<>();
    for (LayerCall call : on.quirks.at(Part.TOWER)) {
      calls.merge(terminal(on, call, 1), layers, Integer::sum);
    }
    for (LayerCall call : mergers == 0 ? List.<LayerCall>of() : on.quirks.at(Part.MERGER)) {
      calls.merge(terminal(on, call, trait(on, Trait.VISION_MERGE)), mergers, Integer::sum);
    }
    return calls;
  }

  private static Terminal terminal(StageGeometry on, LayerCall call, int merge) {
    Size size = Size.shared(Variable.PATCHES, call.width(), merge);
    return on.call(
        Purpose.ENCODER, Parallelism.TP, call.collective(), size, call.dataType(), on.tensor);
  }
}
