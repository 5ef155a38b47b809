package dev.ringside.core.model;

import dev.ringside.core.account.Phase;
import dev.ringside.core.family.LayerCall;
import dev.ringside.core.family.Part;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.SentenceBuilder;
import java.util.List;

/**
 * What one rank of a stage says in one step, in order:
 *
 * <pre>
 * pictures · received · embedding · (context · attention · dispatch · combine · feed-forward) × L_s · logits · prompts' logits · drafts · sent
 * </pre>
 */
final class StageSentence {

  /**
   * What decides between sentences beside the deployment.
   *
   * @param phase decides what context parallelism does; nothing else depends on it
   * @param split true if all-reduces are split into reduce-scatter and all-gather
   * @param summed true if replicas of attention sum tokens of unequal numbers instead of gathering
   *     equal ones
   */
  record Kind(Phase phase, boolean split, boolean summed) {

    Kind(Phase phase, boolean split) {
      this(phase, split, false);
    }
  }

  private final StageGeometry on;
  private final Kind kind;
  private final TensorForms tensor;
  private final SentenceBuilder out = new SentenceBuilder();

  private StageSentence(StageGeometry on, Kind kind) {
    this.on = on;
    this.kind = kind;
    this.tensor = new TensorForms(on, kind.split());
  }

  static Sentence of(StageGeometry on, Kind kind) {
    return on.replicas > 1
        ? new ReplicaForms(on, kind.summed()).write()
        : new StageSentence(on, kind).write();
  }

  private Sentence write() {
    EncoderForms.pictures(on, out);
    PipelineForms.receive(on, out);
    tensor.begin(out);
    if (on.scattersFromEmbedding()) {
      tensor.gather(false, out);
    }
    for (int layer = on.firstLayer; layer < on.firstLayer + on.layers; layer++) {
      out.inLayer(layer);
      layer(layer);
    }
    out.inLayer(-1);
    tensor.end(out);
    ContextForms.end(on, kind.phase(), out);
    tensor.logits(out);
    DraftForms.drafts(on, out);
    PipelineForms.send(on, out);
    PipelineForms.share(on, out);
    return out.end();
  }

  private void layer(int layer) {
    List<LayerCall> calls = on.quirks.layer(layer);
    boolean experts = on.quirks.hasExperts(layer);
    boolean exchanged = experts && on.exchangesTokens();
    ContextForms.attention(on, kind.phase(), out);
    boolean atExperts = false;
    boolean routed = false;
    for (int i = 0; i < calls.size(); i++) {
      LayerCall call = calls.get(i);
      if (i == calls.size() - 1 && on.dropsRowsIn(layer)) {
        tensor.sayOfRows(call, out);
        continue;
      }
      boolean ofExperts = call.part() == Part.EXPERTS;
      if (ofExperts && !atExperts) {
        beforeExperts(exchanged);
        atExperts = true;
      }
      boolean isRouted = ofExperts && call.sum() && !routed;
      routed |= isRouted;
      boolean scattered = exchanged ? on.scattersAttention() : on.scattersFromEmbedding();
      if (!ofExperts && call.sum() && scattered) {
        scatter(call, out);
      } else if (!(isRouted && exchanged && !on.sumsAfterExperts())) {
        tensor.say(Purpose.LAYER, call, out);
      } else if (on.sharesOutTokens() && !on.scattersAttention()) {
        tensor.gather(false, out);
      }
    }
    if (experts && !atExperts) {
      beforeExperts(exchanged);
    }
    if ((exchanged && on.scattersAttention()) || on.scattersFromEmbedding()) {
      tensor.gather(layer == on.deployment.model().layers() - 1, out);
    }
  }

  /** A dense half of tokens that are scattered is computed whole by every rank. */
  private void scatter(LayerCall call, SentenceBuilder out) {
    if (call.part() != Part.DENSE) {
      tensor.scatter(out);
    }
  }

  private void beforeExperts(boolean exchanged) {
    ContextForms.experts(on, kind.phase(), true, out);
    if (exchanged) {
      ExpertForms.exchange(on, out);
    }
  }
}
