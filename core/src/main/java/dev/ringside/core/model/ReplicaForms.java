package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.family.LayerCall;
import dev.ringside.core.family.Part;
import dev.ringside.core.family.ReplicaHabits;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.SentenceBuilder;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Size.Form;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.parallelism.Parallelism;
import java.util.List;

/**
 * What a rank says in one step where attention runs in d replicas of a = t/d tensor ranks each, and
 * all t ranks share the rest of each layer (SGLang's DP attention).
 *
 * <p>T_j tokens of replica j, each a multiple of a. Replicas of about as many tokens are filled up
 * to the most (MAX_LEN), T̂ = d·max T_j; else they are summed (SUM_LEN), T̂ = ΣT_j.
 *
 * <pre>
 *                     MAX_LEN                                     SUM_LEN
 * embedding           AllReduce T_j·h of the replica, if a > 1    the same, none if T_j = 0
 * into the rest       [a > 1: ReduceScatter T̂/d·h in, replica]    AllReduce T̂·h
 *                     AllGather T̂/t·h
 * back, scatters      ReduceScatter T̂·h in                        AllReduce T̂·h
 *                     [a > 1: AllGather T̂/t·h, replica]
 * back, reduces each  d Reduces of T̂/d·h                          a Reduce of T_j·h for each T_j > 0
 * back, else          AllReduce T̂·h                               the same
 * logits              AllReduce R·h, AllGather R·v'/t; R = ΣR_j
 *   dp-lm-head        AllGather R_j·v'/a of the replica, none if a = 1
 * hand-over           as ever, of T_j over the a ranks of the replica
 * </pre>
 *
 * <p>Attention's own sum is made by gathering; families whose residual needs it before that make it
 * within the replica first. Everything else that attention calls is of T_j within the replica.
 *
 * <p>Source: SGLang 0.5.23 {@code layers/dp_attention.py:_dp_gather, dp_reduce_scatter_tensor,
 * DpPaddingMode}, {@code layers/layer_boundary/{prepare,exit,ops}.py}, {@code
 * forward_batch_info.py:prepare_mlp_sync_batch}, {@code logits_processor.py:_get_logits}; sample
 * {@code sglang_cpu_qwen3_moe_dpattn2}.
 */
final class ReplicaForms {

  private final StageGeometry on;
  private final boolean summed;
  private final ReplicaHabits habits;
  private final SentenceBuilder out = new SentenceBuilder();

  /**
   * @param summed true if the replicas sum tokens of unequal numbers
   */
  ReplicaForms(StageGeometry on, boolean summed) {
    this.on = on;
    this.summed = summed;
    this.habits = ReplicaHabits.of(on.deployment);
  }

  Sentence write() {
    PipelineForms.receive(on, out);
    if (on.isFirst() && habits.embeds()) {
      on.quirks.at(Part.EMBEDDING).forEach(call -> own(Purpose.EMBEDDING, call));
      on.quirks.at(Part.PASS).forEach(call -> own(Purpose.LAYER, call));
    }
    for (int layer = on.firstLayer; layer < on.firstLayer + on.layers; layer++) {
      out.inLayer(layer);
      layer(on.quirks.parts(layer));
    }
    out.inLayer(-1);
    if (on.isLast()) {
      on.quirks.at(Part.END).forEach(call -> own(Purpose.LAYER, call));
      logits();
    }
    PipelineForms.send(on, out);
    return out.end();
  }

  private void layer(List<Part> parts) {
    for (int i = 0; i < parts.size(); i++) {
      if (isAttention(parts.get(i))) {
        boolean gatheredNext = i + 1 < parts.size() && !isAttention(parts.get(i + 1));
        attention(on.quirks.at(parts.get(i)), gatheredNext && !habits.sumsFirst());
      } else {
        gather();
        shared(on.quirks.at(parts.get(i)));
      }
    }
  }

  private static boolean isAttention(Part part) {
    return part == Part.ATTENTION || part == Part.MIXER;
  }

  /**
   * @param sumIsGathered true if gathering makes the sum of what is put out
   */
  private void attention(List<LayerCall> calls, boolean sumIsGathered) {
    for (LayerCall call : calls) {
      if (!(call.sum() && sumIsGathered)) {
        own(Purpose.LAYER, call);
      }
    }
  }

  /** The half of a layer that all tensor ranks share: its sum brings the tokens back. */
  private void shared(List<LayerCall> calls) {
    boolean back = false;
    for (LayerCall call : calls) {
      if (call.sum() && !back) {
        back();
        back = true;
      } else {
        out.say(whole(Purpose.LAYER, call.collective(), call.width(), call.dataType()));
      }
    }
  }

  /** Tokens of all replicas to all ranks. */
  private void gather() {
    if (summed) {
      out.say(sum(Purpose.LAYER));
      return;
    }
    if (on.attention > 1) {
      out.say(
          inReplica(Purpose.DISPATCH, Collective.REDUCE_SCATTER, even(on.replicas), on.attention));
    }
    out.say(inReplica(Purpose.DISPATCH, Collective.ALL_GATHER, even(on.tensor), on.tensor));
  }

  private void back() {
    if (habits.reducesEach()) {
      Size each = summed ? Size.whole(Variable.OTHERS, on.hidden) : even(on.replicas);
      out.say(on.call(Purpose.COMBINE, Collective.REDUCE, each), on.replicas);
    } else if (summed || !habits.scatters()) {
      out.say(sum(Purpose.LAYER));
    } else {
      out.say(whole(Purpose.COMBINE, Collective.REDUCE_SCATTER, on.hidden, type()));
      if (on.attention > 1) {
        out.say(inReplica(Purpose.COMBINE, Collective.ALL_GATHER, even(on.tensor), on.attention));
      }
    }
  }

  private Size even(int parts) {
    return Size.sliced(Variable.TOKENS, on.hidden, parts, Form.EVEN);
  }

  private Terminal sum(Purpose purpose) {
    return whole(purpose, Collective.ALL_REDUCE, on.hidden, type());
  }

  /** A call of all tensor ranks with the tokens of all replicas. */
  private Terminal whole(Purpose purpose, Collective collective, long width, DataType type) {
    Size size = Size.whole(summed ? Variable.SUMMED : Variable.TOKENS, width);
    return on.call(purpose, Parallelism.TP, collective, size, type, on.tensor);
  }

  /** A call within the replica with its own tokens, which a replica without work leaves out. */
  private void own(Purpose purpose, LayerCall call) {
    if (on.attention > 1) {
      Size size = Size.rounded(Variable.EMBEDDED, call.width(), call.multiple());
      out.maySay(
          on.call(purpose, Parallelism.TP, call.collective(), size, call.dataType(), on.attention),
          1);
    }
  }

  private Terminal inReplica(Purpose purpose, Collective collective, Size size, int ranks) {
    return on.call(purpose, Parallelism.TP, collective, size, type(), ranks);
  }

  private DataType type() {
    return on.deployment.dataType();
  }

  /** Rows of all replicas come together, unless each makes its own logits. */
  private void logits() {
    boolean apart = on.options().flags().contains(EngineFlag.DP_LM_HEAD);
    int ranks = apart ? on.attention : on.tensor;
    for (LayerCall call : on.quirks.at(Part.LOGITS)) {
      Terminal gather =
          on.call(
              Purpose.LOGITS,
              Parallelism.TP,
              call.collective(),
              Size.whole(Variable.ROWS, call.width()),
              call.dataType(),
              ranks);
      if (!apart) {
        Size rows = Size.whole(Variable.ROWS, on.hidden);
        out.say(on.call(Purpose.LOGITS, Collective.ALL_REDUCE, rows)).say(gather);
      } else if (ranks > 1) {
        out.maySay(gather, 1);
      }
    }
  }
}
