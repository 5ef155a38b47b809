package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.family.LayerCall;
import dev.ringside.core.family.Part;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.SentenceBuilder;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Variable;
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
    Variable rows = pass == 0 ? Variable.DRAFT_TOKENS : Variable.DRAFTS;
    Size size = Size.whole(rows, shape.hidden());
    out.maySay(on.call(Purpose.DRAFT, Collective.ALL_REDUCE, size), 2 * shape.layers() + 1);
    logits(on, on.deployment.draftedBy(shape), out);
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
    Variable rows = pass == 0 ? Variable.HEAD_TOKENS : Variable.DRAFTS;
    int from = 0;
    while (from < calls.size()) {
      int to = from;
      while (to < calls.size() && calls.get(to).equals(calls.get(from))) {
        to++;
      }
      LayerCall call = calls.get(from);
      Size size = Size.rounded(rows, call.width(), call.multiple());
      out.maySay(on.call(Purpose.DRAFT, call.collective(), size), to - from);
      from = to;
    }
    logits(on, on.deployment, out);
  }
}
