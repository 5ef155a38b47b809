package dev.ringside.ingest.kineto;

import dev.ringside.core.iteration.Iteration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The step of an engine that an annotation names.
 *
 * <pre>
 * execute_context_2(48)_generation_3(3)                      vLLM: requests(tokens)
 * execute_51_context_2(sq48sk48sqsq…)_generation_3(sq3sk90…)  vLLM, with details: T first
 * execute_new_2_cached_3                                     older vLLM: requests alone
 * step[EXTEND bs=2 toks=48]  step[MIXED bs=5]                SGLang
 * step[DECODE bs=3]  step[VERIFY bs=3]
 * </pre>
 *
 * <p>Source: vLLM {@code v1/worker/gpu_worker.py:annotate_profile}, SGLang {@code
 * utils/profile_utils.py}. SGLang's drafting steps are parts of a step and are none.
 *
 * @param engine as a deployment names it
 * @param contextTokens {@link Iteration#UNKNOWN} if the name does not tell them
 * @param generationTokens the same
 */
record StepName(
    String engine,
    int contextRequests,
    long contextTokens,
    int generationRequests,
    long generationTokens) {

  private static final String VLLM = "vllm";
  private static final String SGLANG = "sglang";

  private static final Pattern COUNTED =
      Pattern.compile(
          "execute_(?:(\\d{1,9})_)?context_(\\d{1,9})\\((?:(\\d{1,9})|sq[^)]*)?\\)"
              + "_generation_(\\d{1,9})\\((?:(\\d{1,9})|sq(\\d{1,9})[^)]*|sq[^)]*)?\\)");
  private static final Pattern NEW_AND_CACHED =
      Pattern.compile("execute_new_(\\d{1,9})_cached_(\\d{1,9})");
  private static final Pattern SGLANG_STEP =
      Pattern.compile(
          "step\\[(EXTEND|MIXED|DECODE|VERIFY|TARGET_VERIFY) bs=(\\d{1,9})(?:"
              + " toks=(\\d{1,9}))?\\]");

  /** True if an annotation of this name may be a step. */
  static boolean isLikely(String name) {
    return name.startsWith("execute_") || name.startsWith("step[");
  }

  static Optional<StepName> of(String name) {
    Matcher counted = COUNTED.matcher(name);
    if (counted.matches()) {
      return Optional.of(counted(counted));
    }
    Matcher cached = NEW_AND_CACHED.matcher(name);
    if (cached.matches()) {
      int requests = number(cached.group(1));
      int others = number(cached.group(2));
      return Optional.of(
          new StepName(VLLM, requests, Iteration.UNKNOWN, others, Iteration.UNKNOWN));
    }
    Matcher step = SGLANG_STEP.matcher(name);
    return step.matches() ? Optional.of(ofSglang(step)) : Optional.empty();
  }

  private static StepName counted(Matcher name) {
    int requests = number(name.group(2));
    int decoding = number(name.group(4));
    long all = numberOr(name.group(1), Iteration.UNKNOWN);
    long generated = numberOr(name.group(5), numberOr(name.group(6), decoding));
    long rest = all < generated ? Iteration.UNKNOWN : all - generated;
    return new StepName(
        VLLM, requests, numberOr(name.group(3), requests == 0 ? 0 : rest), decoding, generated);
  }

  private static StepName ofSglang(Matcher step) {
    int requests = number(step.group(2));
    return switch (step.group(1)) {
      case "EXTEND", "MIXED" ->
          new StepName(SGLANG, requests, numberOr(step.group(3), Iteration.UNKNOWN), 0, 0);
      default -> new StepName(SGLANG, 0, 0, requests, Iteration.UNKNOWN);
    };
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private static long numberOr(String digits, long otherwise) {
    return digits == null ? otherwise : Long.parseLong(digits);
  }

  /** The step of this name that ran at this time. */
  Iteration at(long number, long endNs, long elapsedNs) {
    return new Iteration(
        "",
        0,
        number,
        endNs,
        elapsedNs,
        contextRequests,
        contextTokens,
        generationRequests,
        generationTokens,
        false);
  }
}
