package dev.ringside.describe.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the command line that starts a server says. Layout flags that are left out have the engine's
 * default, 1.
 *
 * <p>Sources: vLLM 0.32 {@code engine/arg_utils.py}, SGLang 0.5.23 {@code server_args.py}; of the
 * others see {@link OtherServers}.
 */
final class LaunchCommand {

  private static final String SOURCE = "the command line";
  private static final JsonMapper JSON = new JsonMapper();

  private final LaunchWords command;
  private final String source;
  private final Learnt learnt;

  private LaunchCommand(LaunchWords command, String source, Learnt learnt) {
    this.command = command;
    this.source = source;
    this.learnt = learnt;
  }

  /**
   * SGLang's arguments as its server answers them ({@code /get_server_info}) and keeps them: one
   * object with the options' names.
   */
  static void learnServerArguments(JsonNode arguments, String source, Learnt learnt) {
    Map<String, String> options = new LinkedHashMap<>();
    arguments
        .properties()
        .forEach(
            argument -> {
              JsonNode value = argument.getValue();
              if (value.isValueNode() && !value.isNull() && !value.asText().equals("false")) {
                String name = argument.getKey().replace('_', '-');
                options.put(name, value.isBoolean() ? "" : value.asText());
              }
            });
    learnt.learn("engine-version", arguments.path("version").asText(), source);
    new LaunchCommand(new LaunchWords(Map.of(), List.of(), options), source, learnt).sglang();
  }

  /**
   * @throws BadDescriptionException with one line, if {@code line} starts no server that is known,
   *     or cannot be read
   */
  static void learn(String line, Learnt learnt) throws BadDescriptionException {
    LaunchWords words = LaunchWords.parse(line);
    LaunchCommand command = new LaunchCommand(words, SOURCE, learnt);
    String program = String.join(" ", words.words()) + " " + words.value("m").orElse("");
    if (OtherServers.isStartedBy(words)) {
      new OtherServers(words, SOURCE, learnt).learn();
    } else if (program.contains("sglang")) {
      command.sglang();
    } else if (program.contains("vllm")) {
      command.vllm();
    } else {
      throw new BadDescriptionException(
          "--args \"%s\": expected a command that starts a server, such as \"vllm serve MODEL\""
                  .formatted(line.length() > 60 ? line.substring(0, 60) + "..." : line)
              + " or \"python -m sglang.launch_server --model-path MODEL\" (lmdeploy, trtllm-serve"
              + " and llama-server are known, too)");
    }
  }

  private void vllm() throws BadDescriptionException {
    learnt.learn("engine", "vllm", source);
    int serve = command.words().indexOf("serve");
    if (serve >= 0 && serve + 1 < command.words().size()) {
      learnt.learn("model", command.words().get(serve + 1), source);
    }
    take("model", "", "model");
    take("name", "", "served-model-name");
    take("dtype", "", "dtype");
    take("tensor", "1", "tensor-parallel-size", "tp");
    take("pipeline", "1", "pipeline-parallel-size", "pp");
    take("data", "1", "data-parallel-size", "dp");
    take("context", "1", "decode-context-parallel-size", "dcp");
    take("prefill-context", "1", "prefill-context-parallel-size", "pcp");
    take("all-to-all", "", "all2all-backend");
    take("max-num-seqs", "", "max-num-seqs");
    switchOn("expert-parallel", "enable-expert-parallel", "ep");
    flag(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE, "disable-custom-all-reduce");
    flag(EngineFlag.ENFORCE_EAGER, "enforce-eager");
    variable("VLLM_ALLREDUCE_USE_SYMM_MEM", "0", EngineFlag.DISABLE_SYMM_MEM);
    variable("VLLM_ALLREDUCE_USE_FLASHINFER", "0", EngineFlag.DISABLE_FLASHINFER_ALL_REDUCE);
    variable("VLLM_BATCH_INVARIANT", "1", EngineFlag.BATCH_INVARIANT);
    variable("VLLM_USE_NCCL_SYMM_MEM", "1", EngineFlag.NCCL_SYMM_MEM);
    speculation();
  }

  private void speculation() throws BadDescriptionException {
    String json = command.value("speculative-config").orElse("");
    if (json.isEmpty()) {
      return;
    }
    try {
      JsonNode speculative = JSON.readTree(json);
      learnt.learn(
          "speculative-tokens", speculative.path("num_speculative_tokens").asText(), source);
      boolean drafts =
          speculative.path("method").asText("draft_model").equals("draft_model")
              && speculative.has("model");
      if (drafts) {
        learnt.learn("draft-model", speculative.path("model").asText(), source);
      }
    } catch (JsonProcessingException e) {
      throw new BadDescriptionException(
          "--args: --speculative-config is not valid JSON: "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  private void sglang() {
    learnt.learn("engine", "sglang", source);
    take("model", "", "model-path", "model");
    take("name", "", "served-model-name");
    take("dtype", "", "dtype");
    take("tensor", "1", "tensor-parallel-size", "tp-size", "tp");
    take("pipeline", "1", "pipeline-parallel-size", "pp-size");
    take("max-num-seqs", "", "max-running-requests");
    attentionReplicas();
    command
        .value("expert-parallel-size", "ep-size", "ep")
        .filter(size -> !size.equals("1") && !isPartOfReplicas(size))
        .ifPresent(size -> learnt.learn("expert-parallel", "true", source));
    take("speculative-tokens", "", "speculative-num-draft-tokens");
    flag(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE, "disable-custom-all-reduce");
    flag(EngineFlag.ENFORCE_EAGER, "disable-cuda-graph");
    flag(EngineFlag.NCCL_SYMM_MEM, "enable-symm-mem");
    flag(EngineFlag.BATCH_INVARIANT, "enable-deterministic-inference");
    flag(EngineFlag.DP_LM_HEAD, "enable-dp-lm-head");
    command
        .value("boundary-reduction")
        .map("boundary-reduction-%s"::formatted)
        .filter(word -> EngineFlag.KNOWN.contains(word))
        .ifPresent(learnt::flag);
  }

  /** Experts on fewer than all ranks call as experts on none where attention runs in replicas. */
  private boolean isPartOfReplicas(String expertRanks) {
    return learnt.value("attention-data-parallel").isPresent()
        && !expertRanks.equals(learnt.value("tensor").orElse("1"));
  }

  /**
   * {@code --dp-size N --enable-dp-attention} is the older spelling of {@code --attn-dp-size N}:
   * replicas of attention within one tensor group. Without it, replicas are servers of their own.
   */
  private void attentionReplicas() {
    boolean older = command.has("enable-dp-attention") && !command.has("attn-dp-size");
    String[] replicas = {"data-parallel-size", "dp-size", "dp"};
    if (older) {
      command
          .value(replicas)
          .ifPresent(size -> learnt.learn("attention-data-parallel", size, source));
      learnt.learn("data", "1", source);
    } else {
      command
          .value("attn-dp-size", "attention-data-parallel-size")
          .ifPresent(size -> learnt.learn("attention-data-parallel", size, source));
      take("data", "1", replicas);
    }
    boolean kernels =
        command.value("moe-a2a-backend").filter(backend -> !backend.equals("none")).isPresent();
    if (kernels && learnt.value("attention-data-parallel").isPresent()) {
      learnt.cannotSay(
          "--moe-a2a-backend",
          "kernels that take tokens to experts beside attention in replicas are not modelled: rows"
              + " will deviate");
    }
  }

  private void take(String key, String otherwise, String... options) {
    command
        .value(options)
        .filter(value -> !value.equals("auto"))
        .ifPresent(value -> learnt.learn(key, value, source));
    learnt.learn(key, otherwise, "the engine's default");
  }

  private void switchOn(String key, String... options) {
    if (command.value(options).filter(value -> !value.equalsIgnoreCase("false")).isPresent()) {
      learnt.learn(key, "true", source);
    }
  }

  private void flag(String word, String option) {
    if (command.value(option).filter(value -> !value.equalsIgnoreCase("false")).isPresent()) {
      learnt.flag(word);
    }
  }

  private void variable(String name, String value, String word) {
    if (value.equals(command.variables().get(name))) {
      learnt.flag(word);
    }
  }
}
