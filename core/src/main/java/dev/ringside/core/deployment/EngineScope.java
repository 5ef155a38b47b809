package dev.ringside.core.deployment;

import dev.ringside.core.collective.DataType;
import java.util.Locale;
import java.util.Optional;

/**
 * What of the options the closed forms of LMDeploy and llama.cpp leave out, each with its reason.
 */
final class EngineScope {

  private static final String LMDEPLOY_EXPERTS =
      "its tokens reach the experts by DeepEP's kernels, whose calls are known of vLLM only";
  private static final String TURBOMIND_EXPERTS =
      "how its moe_a2a_backend brings tokens to the experts was not read";

  private EngineScope() {}

  /** Empty if {@code engine} is modelled with these options. */
  static Optional<String> refusal(Engine engine, DataType dataType, ServingOptions options) {
    return switch (engine) {
      case LMDEPLOY ->
          refused(
              engine,
              options,
              LMDEPLOY_EXPERTS,
              "how wide the rows are that its drafts broadcast is not known");
      case TURBOMIND ->
          refused(engine, options, TURBOMIND_EXPERTS, "its drafts' calls were not read");
      case LLAMA_CPP ->
          dataType == DataType.FLOAT
              ? refused(
                  engine,
                  options,
                  "--split-mode tensor splits every expert, and spreads none",
                  "the sums of a draft's graph were not read")
              : Optional.of(
                  "engine %s sums float32, and large sums as bfloat16: dtype must be float32, not %s"
                      .formatted(engine.label(), dataType.label().toLowerCase(Locale.ROOT)));
      default -> Optional.empty();
    };
  }

  private static Optional<String> refused(
      Engine engine, ServingOptions options, String experts, String drafts) {
    if (options.attentionReplicas() > 1) {
      return refused(engine, "attention-data-parallel", replicas(engine));
    }
    if (options.expertParallel()) {
      return refused(engine, "expert parallelism", experts);
    }
    if (options.speculativeTokens() > 0) {
      return refused(engine, "speculative decoding", drafts);
    }
    if (options.decodeContext() > 1 || options.prefillContext() > 1) {
      return refused(engine, "context parallelism", "its calls were not read");
    }
    return options.sequenceParallel()
        ? refused(engine, "sequence parallelism", "it does not split its sums")
        : Optional.empty();
  }

  private static String replicas(Engine engine) {
    return switch (engine) {
      case LMDEPLOY ->
          "the halves of its layers bring unequal replicas together by groups of broadcasts and"
              + " reduces, in rounds of a size that was not read";
      case TURBOMIND -> "each of its sums is then a group of reduces and one of broadcasts";
      default -> "it splits all of a layer, attention too";
    };
  }

  private static Optional<String> refused(Engine engine, String what, String why) {
    return Optional.of("%s of engine %s is not modelled: %s".formatted(what, engine.label(), why));
  }
}
