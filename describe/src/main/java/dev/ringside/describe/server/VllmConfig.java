package dev.ringside.describe.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.hardware.Gpu;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * vLLM's configuration as the server itself states it: the answer of {@code /server_info} in JSON
 * ({@code ?config_format=json}), or the text of {@code VllmConfig.__str__}, which older servers
 * answer and which every server writes into its log when it starts.
 *
 * <p>Source: vLLM 0.32 {@code entrypoints/serve/instrumentator/server_info.py}, {@code
 * config/vllm.py}.
 */
final class VllmConfig {

  /** Where each key of a deployment file is in the JSON. */
  private static final Map<String, String> JSON_KEYS =
      Map.ofEntries(
          Map.entry("model", "/model_config/model"),
          Map.entry("name", "/model_config/served_model_name"),
          Map.entry("dtype", "/model_config/dtype"),
          Map.entry("tensor", "/parallel_config/tensor_parallel_size"),
          Map.entry("pipeline", "/parallel_config/pipeline_parallel_size"),
          Map.entry("data", "/parallel_config/data_parallel_size"),
          Map.entry("context", "/parallel_config/decode_context_parallel_size"),
          Map.entry("prefill-context", "/parallel_config/prefill_context_parallel_size"),
          Map.entry("expert-parallel", "/parallel_config/enable_expert_parallel"),
          Map.entry("all-to-all", "/parallel_config/all2all_backend"),
          Map.entry("max-num-seqs", "/scheduler_config/max_num_seqs"),
          Map.entry("speculative-tokens", "/speculative_config/num_speculative_tokens"),
          Map.entry("sequence-parallel", "/compilation_config/pass_config/enable_sp"));

  /** What each of them is called in the text. */
  private static final Map<String, String> TEXT_KEYS =
      Map.ofEntries(
          Map.entry("model", "model"),
          Map.entry("name", "served_model_name"),
          Map.entry("dtype", "dtype"),
          Map.entry("tensor", "tensor_parallel_size"),
          Map.entry("pipeline", "pipeline_parallel_size"),
          Map.entry("data", "data_parallel_size"),
          Map.entry("context", "decode_context_parallel_size"),
          Map.entry("prefill-context", "prefill_context_parallel_size"),
          Map.entry("speculative-tokens", "num_spec_tokens"));

  private VllmConfig() {}

  /**
   * @param answer the whole answer; whatever it does not have stays unknown
   */
  static void learn(JsonNode answer, String source, Learnt learnt) {
    learnt.learn("engine", "vllm", source);
    JsonNode config = answer.path("vllm_config");
    if (config.isTextual()) {
      learnText(config.asText(), source, learnt);
    }
    JSON_KEYS.forEach(
        (key, path) -> {
          JsonNode value = config.at(path);
          if (value.isValueNode()) {
            learnt.learn(key, plain(value.asText()), source);
          }
        });
    learnDraft(config.path("speculative_config"), source, learnt);
    learnFlags(config, answer.path("vllm_env"), learnt);
    learnSystem(answer.path("system_env"), source, learnt);
  }

  /** n-gram look-up and heads of the model itself have no weights of their own to load. */
  private static void learnDraft(JsonNode speculative, String source, Learnt learnt) {
    if (speculative.path("method").asText().equals("draft_model")) {
      learnt.learn("draft-model", speculative.path("model").asText(), source);
    }
  }

  private static void learnFlags(JsonNode config, JsonNode environment, Learnt learnt) {
    JsonNode passes = config.at("/compilation_config/pass_config");
    flag(
        config.at("/parallel_config/disable_custom_all_reduce"),
        true,
        EngineFlag.DISABLE_CUSTOM_ALL_REDUCE,
        learnt);
    flag(config.at("/model_config/enforce_eager"), true, EngineFlag.ENFORCE_EAGER, learnt);
    flag(passes.path("fuse_allreduce_rms"), false, EngineFlag.DISABLE_FUSION, learnt);
    flag(
        environment.path("VLLM_ALLREDUCE_USE_SYMM_MEM"),
        false,
        EngineFlag.DISABLE_SYMM_MEM,
        learnt);
    flag(
        environment.path("VLLM_ALLREDUCE_USE_FLASHINFER"),
        false,
        EngineFlag.DISABLE_FLASHINFER_ALL_REDUCE,
        learnt);
    flag(environment.path("VLLM_BATCH_INVARIANT"), true, EngineFlag.BATCH_INVARIANT, learnt);
    flag(environment.path("VLLM_USE_NCCL_SYMM_MEM"), true, EngineFlag.NCCL_SYMM_MEM, learnt);
  }

  private static void flag(JsonNode value, boolean when, String word, Learnt learnt) {
    if (value.isBoolean() && value.booleanValue() == when) {
      learnt.flag(word);
    }
  }

  private static void learnSystem(JsonNode system, String source, Learnt learnt) {
    learnt.learn("engine-version", system.path("vllm_version").asText(), source);
    String models = system.path("nvidia_gpu_models").asText("").toLowerCase(Locale.ROOT);
    Arrays.stream(Gpu.values())
        .filter(gpu -> Pattern.compile("\\b" + gpu.label() + "\\b").matcher(models).find())
        .findFirst()
        .ifPresent(gpu -> learnt.learn("gpu", gpu.label(), source));
  }

  /** {@code model='m/llama', …, tensor_parallel_size=2, …}. */
  static void learnText(String text, String source, Learnt learnt) {
    TEXT_KEYS.forEach(
        (key, name) -> {
          Matcher value =
              Pattern.compile("(?<![\\w.])" + name + "=(?:'([^']*)'|([^,()\\s]+))").matcher(text);
          if (value.find()) {
            String found = value.group(1) == null ? value.group(2) : value.group(1);
            learnt.learn(key, plain(found), source);
          }
        });
    if (text.contains("disable_custom_all_reduce=True")) {
      learnt.flag(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE);
    }
    if (text.contains("enforce_eager=True")) {
      learnt.flag(EngineFlag.ENFORCE_EAGER);
    }
  }

  private static String plain(String value) {
    return value.replaceFirst("^torch\\.", "");
  }
}
