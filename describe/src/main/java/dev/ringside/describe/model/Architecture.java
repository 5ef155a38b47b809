package dev.ringside.describe.model;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a config file does not state because the model's code implies it.
 *
 * <p>Sources: vLLM {@code model_executor/models}, {@code make_empty_intermediate_tensors} (tensors
 * handed over); transformers {@code configuration_*.py} (defaults).
 *
 * @param tensorsHandedOver 2 for hidden states and residual, 1 for hidden states alone
 * @param tied whether the LM head shares the embedding's weights, unless the config states it
 * @param fourfold whether the feed-forward half is 4h wide, unless the config states its width
 */
record Architecture(int tensorsHandedOver, boolean tied, boolean fourfold) {

  private static final List<String> CLASS_ENDINGS =
      List.of("ForCausalLM", "ForConditionalGeneration", "LMHeadModel");

  private static final Architecture LLAMA = new Architecture(2, false, false);
  private static final Architecture GEMMA = new Architecture(2, true, false);

  private static final Architecture GPT_2 = new Architecture(1, true, true);
  private static final Architecture GPT_J = new Architecture(1, false, true);
  private static final Architecture PHI = new Architecture(1, false, false);
  private static final Architecture OPT = new Architecture(1, true, false);

  private static final Map<String, Architecture> BY_TYPE = new HashMap<>();

  static {
    known(
        LLAMA,
        "llama",
        "mistral",
        "mixtral",
        "qwen2",
        "qwen2_moe",
        "qwen2_vl",
        "qwen2_vl_text",
        "qwen2_5_vl",
        "qwen2_5_vl_text",
        "qwen3",
        "qwen3_moe",
        "qwen3_vl_text",
        "qwen3_vl_moe_text",
        "deepseek_v2",
        "deepseek_v3",
        "phi3",
        "phimoe",
        "gpt_oss");
    known(
        GEMMA,
        "gemma",
        "gemma2",
        "gemma3",
        "gemma3_text",
        "gemma3n",
        "gemma3n_text",
        "gemma4",
        "gemma4_text",
        "cohere",
        "cohere2");
    known(GPT_2, "gpt2", "gpt_bigcode", "bloom", "falcon");
    known(GPT_J, "gptj");
    known(PHI, "phi", "gpt_neox");
    known(OPT, "opt", "starcoder2");
  }

  private static void known(Architecture architecture, String... types) {
    for (String type : types) {
      BY_TYPE.put(plain(type), architecture);
    }
  }

  /**
   * The architecture with the first of {@code names} that is known.
   *
   * @param names {@code qwen3_moe} or {@code Qwen3MoeForCausalLM}
   */
  static Optional<Architecture> of(List<String> names) {
    return names.stream()
        .map(name -> BY_TYPE.get(plain(name)))
        .filter(architecture -> architecture != null)
        .findFirst();
  }

  /** What holds for nearly all: for architectures that are not known. */
  static Architecture ordinary() {
    return LLAMA;
  }

  /** {@code qwen3_moe} and {@code Qwen3MoeForCausalLM} are the same: {@code qwen3moe}. */
  static String plain(String name) {
    String stem = name;
    for (String ending : CLASS_ENDINGS) {
      if (stem.endsWith(ending)) {
        stem = stem.substring(0, stem.length() - ending.length());
      }
    }
    return stem.toLowerCase(Locale.ROOT).replace("_", "");
  }
}
