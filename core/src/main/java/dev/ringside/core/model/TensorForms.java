package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.family.LayerCall;
import dev.ringside.core.family.Part;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.SentenceBuilder;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Size.Form;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.parallelism.Parallelism;
import java.util.List;

/**
 * What the ranks of a tensor group send to each other: the calls of the model's family ({@link
 * dev.ringside.core.family.FamilyQuirks}), which for most are the plain ones, and what the layout
 * changes about them.
 *
 * <pre>
 * plain        AllReduce 2·L_s + [s = 0]                of T̂·h
 * sequence     ReduceScatter and AllGather, as many each, of T̂·h in and T̂·h/t in; T̂ is then a
 *              multiple of t
 * experts, d=1 as plain: routed and shared experts are summed before one all-reduce
 * experts, d>1 attention's all-reduces stay; the experts' are replaced by the exchange, or, where
 *              ranks share out tokens, followed by one AllGather of ⌈T̂/t⌉·h a layer
 * DeepSeek     in its L_e expert layers ReduceScatter T̂·h in replaces attention's all-reduce, and
 *              AllGather T̂·h/t precedes the next attention: L_e − 1, and a last one of 2·T̂·h/t
 * Qwen3-Next   the same in all layers, the first one's attention included: L + 1 of T̂·h/t
 * logits       1 on the last stage of R·v'/t; of prompts' logits as many as are asked for
 * </pre>
 *
 * <p>Source: vLLM {@code linear.py:RowParallelLinear}, {@code vocab_parallel_embedding.py}, {@code
 * moe_runner.py:_maybe_reduce_final_output}, {@code sequence_parallelism.py}, {@code
 * deepseek_v2.py:DeepseekV2DecoderLayer.forward}, {@code qwen3_moe.py}, {@code qwen3_next.py}.
 */
final class TensorForms {

  /** Prompts and decodes. */
  private static final int SEGMENTS = 2;

  private final StageGeometry on;
  private final boolean split;

  /**
   * @param split true if each sum of whole rows is made as reduce-scatter and all-gather: the same
   *     bytes on the wire
   */
  TensorForms(StageGeometry on, boolean split) {
    this.on = on;
    this.split = split;
  }

  /** What a stage calls before its first layer. */
  void begin(SentenceBuilder out) {
    if (on.isFirst()) {
      on.quirks.at(Part.EMBEDDING).forEach(call -> embed(Purpose.EMBEDDING, call, out));
      on.quirks.at(Part.PASS).forEach(call -> embed(Purpose.LAYER, call, out));
    }
  }

  /**
   * Where pictures may go in beside the text it is made apart: of T rows, not of T̂, and not at all
   * in steps that only keep other replicas company.
   */
  private void embed(Purpose purpose, LayerCall call, SentenceBuilder out) {
    if (call.captured()) {
      say(purpose, call, out);
    } else if (on.exchangesTokens()) {
      out.maySay(terminal(purpose, call, Variable.EMBEDDED), 1);
    } else {
      out.say(terminal(purpose, call, Variable.EMBEDDED));
    }
  }

  /** And after its last. */
  void end(SentenceBuilder out) {
    if (on.isLast()) {
      on.quirks.at(Part.END).forEach(call -> say(Purpose.LAYER, call, out));
    }
  }

  /** A call of a layer, as far as no exchange of tokens between replicas takes its place. */
  void say(Purpose purpose, LayerCall call, SentenceBuilder out) {
    if (isOfSegments(call)) {
      Terminal of = terminal(purpose, call, Variable.OTHERS);
      out.oneOf(List.of(terminal(purpose, call, Variable.TOKENS), of), List.of(1, SEGMENTS));
    } else if (split && call.sum() && call.width() == on.hidden) {
      out.say(tokens(purpose, Collective.REDUCE_SCATTER, Form.FILLED, on.hidden))
          .say(tokens(purpose, Collective.ALL_GATHER, Form.SHARE, on.hidden));
    } else if (on.deployment.engine() == Engine.LLAMA_CPP) {
      out.say(halved(terminal(purpose, call, Variable.TOKENS)));
    } else {
      out.say(terminal(purpose, call, Variable.TOKENS));
    }
  }

  /**
   * The model's last sum, where rows of which no logits are wanted are dropped before it; a pass of
   * none but such rows leaves it out.
   *
   * <p>Source: llama.cpp {@code models/*.cpp} (inp_out_ids), {@code
   * ggml-cuda.cu:ggml_backend_cuda_comm_allreduce_nccl} (nothing is called of no elements).
   */
  void sayOfRows(LayerCall call, SentenceBuilder out) {
    Size rows = Size.whole(Variable.ROWS, call.width()).upTo(on.deployment.sequenceBound());
    out.maySay(
        halved(
            on.call(
                Purpose.LAYER,
                Parallelism.TP,
                call.collective(),
                rows,
                call.dataType(),
                on.tensor)),
        1);
  }

  /**
   * llama.cpp sums many elements in bfloat16: from 2^15 on two GPUs, 2^17 on three, 2^18 on more.
   *
   * <p>Source: llama.cpp {@code ggml-cuda.cu:ggml_backend_cuda_comm_allreduce_nccl}.
   */
  private Terminal halved(Terminal terminal) {
    return terminal.halvedFrom(on.tensor <= 2 ? 1 << 15 : on.tensor == 3 ? 1 << 17 : 1 << 18);
  }

  /**
   * A Mamba-1 mixer sums its parameters apart for prompts and for decodes: once in a step of one of
   * them, twice in a step of both.
   *
   * <p>Source: vLLM {@code mamba_mixer.py:forward_cuda, _ssm_transform}.
   */
  private boolean isOfSegments(LayerCall call) {
    return call.part() == Part.MIXER
        && !call.sum()
        && call.collective() == Collective.ALL_REDUCE
        && call.dataType() == on.deployment.dataType()
        && !on.exchangesTokens();
  }

  /** In a layer whose tokens are exchanged ranks scatter what they would sum. */
  void scatter(SentenceBuilder out) {
    out.say(tokens(Purpose.LAYER, Collective.REDUCE_SCATTER, Form.PADDED, on.hidden));
  }

  /**
   * Brings together what ranks shared out.
   *
   * @param last true in the model's last layer
   */
  void gather(boolean last, SentenceBuilder out) {
    boolean both = on.scattersAttention() && !on.scattersFromEmbedding();
    long each = both && last ? 2 * on.hidden : on.hidden;
    out.say(tokens(Purpose.LAYER, Collective.ALL_GATHER, Form.SHARE, each));
  }

  /** Steps in which a replica only keeps the others company have none. */
  void logits(SentenceBuilder out) {
    if (on.tensor == 1 || !on.isLast()) {
      return;
    }
    for (LayerCall call : on.quirks.at(Part.LOGITS)) {
      Terminal logits = terminal(Purpose.LOGITS, call, Variable.ROWS);
      if (on.exchangesTokens()) {
        out.maySay(logits, 1);
      } else {
        out.say(logits);
      }
    }
    promptLogits(out);
  }

  /**
   * Where probabilities of the prompt's own tokens are asked for, another gather of up to 1,024
   * rows each, a request and chunk at a time.
   *
   * <p>Source: vLLM {@code gpu/sample/prompt_logprob.py}, {@code
   * gpu_model_runner.py:_get_prompt_logprobs_dict}; sample {@code vllm_cpu_llama_tp2_plp}.
   */
  private void promptLogits(SentenceBuilder out) {
    if (on.deployment.engine() == Engine.VLLM) {
      for (LayerCall call : on.quirks.at(Part.LOGITS)) {
        out.maySayAgain(List.of(terminal(Purpose.LOGITS, call, Variable.PROMPTS)), List.of(1));
      }
    }
  }

  private Terminal terminal(Purpose purpose, LayerCall call, Variable of) {
    Size size = Size.rounded(of, call.width(), call.multiple());
    return on.call(purpose, Parallelism.TP, call.collective(), size, call.dataType(), on.tensor);
  }

  private Terminal tokens(Purpose purpose, Collective collective, Form form, long each) {
    return on.call(purpose, collective, Size.tokens(each, on.tensor, form));
  }
}
