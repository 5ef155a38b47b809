package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.SentenceBuilder;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;

/**
 * What a drafting model of L_d layers adds to a step of n requests that drafts k tokens each, after
 * the target's logits:
 *
 * <pre>
 * first pass    AllReduce 2·L_d + 1 of D·h_d, D = T + n   AllGather n·v'/t
 * k − 1 passes  AllReduce 2·L_d + 1 of n·h_d              AllGather n·v'/t each
 * </pre>
 *
 * <p>Source: vLLM 0.32 as recorded with a draft model; {@code v1/spec_decode/}.
 */
final class DraftForms {

  private DraftForms() {}

  /** A step that does not go on drafting has none of it. */
  static void drafts(StageGeometry on, SentenceBuilder out) {
    int drafted = on.options().speculativeTokens();
    if (on.options().draft().isEmpty() || drafted == 0 || on.tensor == 1 || !on.isLast()) {
      return;
    }
    ModelShape shape = on.options().draft().get();
    Deployment draft = on.deployment.draftedBy(shape);
    for (int pass = 0; pass < drafted; pass++) {
      Variable rows = pass == 0 ? Variable.DRAFT_TOKENS : Variable.DRAFTS;
      out.maySay(call(on, Size.whole(rows, shape.hidden())), 2 * shape.layers() + 1);
      long shard = draft.paddedVocabulary() / on.tensor;
      out.maySay(
          on.call(
              Purpose.DRAFT, draft.engine().logitsCollective(), Size.whole(Variable.DRAFTS, shard)),
          1);
    }
  }

  private static Terminal call(StageGeometry on, Size size) {
    return on.call(Purpose.DRAFT, Collective.ALL_REDUCE, size);
  }
}
