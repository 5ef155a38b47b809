package dev.ringside.core.model;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.family.LayerCall;
import dev.ringside.core.family.Part;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.SentenceBuilder;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.parallelism.Parallelism;
import java.util.ArrayList;
import java.util.List;

/**
 * What drafting adds to a step of n requests that drafts k tokens each, after the target's logits.
 * A model of its own, of L_d layers:
 *
 * <pre>
 * first pass    AllReduce 2·L_d + 1 of D·h_d, D = T + n   AllGather n·v'/t
 * k − 1 passes  AllReduce 2·L_d + 1 of n·h_d              AllGather n·v'/t each
 * </pre>
 *
 * <p>or whatever its family calls instead of 2·L_d + 1 sums.
 *
 * <p>A head on the target's hidden states (MTP, EAGLE) makes the calls that the family's row says,
 * for most three all-reduces of h: the first time for the T̂ rows of the target, then for n. No
 * deployment says whether there is a head or tokens are drafted from n-grams, which call nothing:
 * where no model is named, both are understood, and the calls say which it is.
 *
 * <p>Source: vLLM 0.32 as recorded with a draft model and with DeepSeek's MTP layer; {@code
 * v1/spec_decode/}, {@code *_mtp.py}; SGLang {@code eagle_worker_v2.py:draft_forward}.
 */
final class DraftForms {

  private DraftForms() {}

  /** A step that does not go on drafting has none of it. */
  static void drafts(StageGeometry on, SentenceBuilder out) {
    int drafted = on.options().speculativeTokens();
    if (drafted == 0 || on.tensor == 1 || !on.isLast()) {
      return;
    }
    for (int pass = 0; pass < drafted; pass++) {
      if (on.options().draft().isPresent()) {
        ofModel(on, on.options().draft().get(), pass, out);
      } else {
        ofHead(on, pass, out);
      }
    }
  }

  private static void ofModel(StageGeometry on, ModelShape shape, int pass, SentenceBuilder out) {
    Deployment drafting = on.deployment.draftedBy(shape);
    FamilyQuirks quirks = FamilyQuirks.of(drafting);
    List<LayerCall> calls = new ArrayList<>(quirks.at(Part.EMBEDDING));
    calls.addAll(quirks.at(Part.PASS));
    for (int layer = 0; layer < shape.layers(); layer++) {
      calls.addAll(quirks.layer(layer));
    }
    calls.addAll(quirks.at(Part.END));
    say(on, calls, pass == 0 ? Variable.DRAFT_TOKENS : Variable.DRAFTS, out);
    logits(on, drafting, out);
  }

  private static void logits(StageGeometry on, Deployment of, SentenceBuilder out) {
    Size shard = Size.whole(Variable.DRAFTS, of.paddedVocabulary() / on.tensor);
    out.maySay(on.call(Purpose.DRAFT, of.engine().logitsCollective(), shard), 1);
  }

  private static void ofHead(StageGeometry on, int pass, SentenceBuilder out) {
    List<LayerCall> calls = on.quirks.at(Part.HEAD);
    if (calls.isEmpty() || on.exchangesTokens()) {
      return;
    }
    say(on, calls, pass == 0 ? Variable.HEAD_TOKENS : Variable.DRAFTS, out);
    logits(on, on.deployment, out);
  }

  /** Calls in their order; those in a row that are alike, whatever part makes them, as one. */
  private static void say(
      StageGeometry on, List<LayerCall> calls, Variable rows, SentenceBuilder out) {
    Terminal last = null;
    int times = 0;
    for (LayerCall call : calls) {
      Size size = Size.rounded(rows, call.width(), call.multiple());
      Terminal terminal =
          on.call(
              Purpose.DRAFT, Parallelism.TP, call.collective(), size, call.dataType(), on.tensor);
      if (last != null && !terminal.equals(last)) {
        out.maySay(last, times);
        times = 0;
      }
      last = terminal;
      times++;
    }
    if (last != null) {
      out.maySay(last, times);
    }
  }
}
