package dev.ringside.core.assembly;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.grammar.Entry;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import java.util.List;

/**
 * What precedes each hand-over of vLLM on a CPU: the size of the metadata, one int64, then the
 * metadata. Where a rank's steps are one hand-over and nothing else, these alone say where a step
 * begins: tensors are as alike from step to step as within one.
 *
 * <p>On GPUs tensors go by NCCL, whose kernels start at times of their own, so nothing follows from
 * the order. Source: vLLM {@code parallel_state.py:send_tensor_dict, send_object}.
 */
final class HandoverMarks {

  private final boolean used;
  private final Collective collective;

  HandoverMarks(Deployment deployment, List<Sentence> sentences) {
    List<Entry> entries = sentences.get(0).entries();
    collective = entries.isEmpty() ? null : entries.get(0).terminal(0).collective();
    used =
        deployment.engine() == Engine.VLLM
            && sentences.stream().allMatch(sentence -> isOneHandover(sentence.entries()));
  }

  private static boolean isOneHandover(List<Entry> entries) {
    return entries.size() == 1
        && entries.get(0).size() == 1
        && entries.get(0).terminal(0).purpose() == Purpose.HANDOVER;
  }

  /** True if steps of the rank are one hand-over and nothing else. */
  boolean areOfAll() {
    return used;
  }

  /** True if calls of these signatures have marks. */
  boolean areIn(CallSign[] signs) {
    boolean marked = false;
    boolean onCpu = true;
    for (int i = 0; used && i < signs.length; i++) {
      marked |= isMark(signs[i]);
      onCpu &= !signs[i].isOfPasses() || signs[i].isOnCpu();
    }
    return marked && onCpu;
  }

  boolean isMark(CallSign sign) {
    return used
        && sign.control()
        && sign.kind().collective() == collective
        && sign.kind().dataType() == DataType.LONG;
  }

  /** True if the next hand-over is announced in the same batch before any tensor is handed over. */
  boolean isInVain(CallColumns calls, int end, CallSign[] signs) {
    for (int row = end; row < calls.size(); row = calls.runEnd(row)) {
      CallSign sign = signs[calls.signature(row)];
      if (sign.isOfPasses() || isMark(sign)) {
        return !sign.isOfPasses();
      }
    }
    return false;
  }
}
