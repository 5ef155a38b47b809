package dev.ringside.describe.server;

import dev.ringside.core.deployment.EngineFlag;
import java.util.List;
import java.util.Locale;

/**
 * What the command lines of LMDeploy, TensorRT-LLM and llama.cpp say.
 *
 * <p>Sources: LMDeploy {@code cli/serve.py}, {@code cli/utils.py}, {@code messages.py};
 * TensorRT-LLM {@code commands/serve.py}, {@code _torch/distributed/ops.py}; llama.cpp {@code
 * common/arg.cpp}, {@code docs/multi-gpu.md}.
 */
final class OtherServers {

  private static final String DEFAULT = "the engine's default";

  private final LaunchWords command;
  private final String source;
  private final Learnt learnt;

  OtherServers(LaunchWords command, String source, Learnt learnt) {
    this.command = command;
    this.source = source;
    this.learnt = learnt;
  }

  static boolean isStartedBy(LaunchWords command) {
    return !program(command).isEmpty();
  }

  private static String program(LaunchWords command) {
    return command.words().stream()
        .map(word -> word.substring(word.lastIndexOf('/') + 1))
        .filter(List.of("lmdeploy", "trtllm-serve", "llama-server", "llama-cli")::contains)
        .findFirst()
        .orElse("");
  }

  void learn() {
    switch (program(command)) {
      case "lmdeploy" -> lmdeploy();
      case "trtllm-serve" -> tensorRtLlm();
      default -> llamaCpp();
    }
  }

  /** Without {@code --backend} LMDeploy takes TurboMind for the models that it knows. */
  private void lmdeploy() {
    boolean pytorch = command.value("backend").filter("pytorch"::equals).isPresent();
    learnt.learn("engine", pytorch ? "lmdeploy" : "turbomind", source);
    if (command.value("backend").isEmpty()) {
      learnt.cannotSay(
          "--backend",
          "without it LMDeploy takes TurboMind for the models that it knows, and PyTorch for the"
              + " others: set engine to lmdeploy if its log says pytorch");
    }
    learnt.learn("model", behind("api_server"), source);
    take("name", "", "model-name");
    take("dtype", "", "dtype");
    take("max-num-seqs", "", "max-batch-size");
    take("tensor", "1", "tp");
    learnt.learn("pipeline", "1", DEFAULT);
    learnt.learn("data", "1", DEFAULT);
    command
        .value("dp")
        .filter(size -> !size.equals("1"))
        .ifPresent(size -> learnt.learn("attention-data-parallel", size, source));
    command
        .value("ep")
        .filter(size -> !size.equals("1"))
        .ifPresent(size -> learnt.learn("expert-parallel", "true", source));
    if (command.has("eager-mode")) {
      learnt.flag(EngineFlag.ENFORCE_EAGER);
    }
    command
        .value("communicator")
        .filter(one -> !one.equals("nccl"))
        .ifPresent(one -> learnt.flag(EngineFlag.NATIVE_COMMUNICATOR));
    variable("LMDEPLOY_ENABLE_FLASHINFER_ALLREDUCE", "1", EngineFlag.FLASHINFER_ALL_REDUCE);
    variable("LMDEPLOY_ENABLE_SYMM_MEM_ALLREDUCE", "1", EngineFlag.SYMM_MEM_ALL_REDUCE);
  }

  private void tensorRtLlm() {
    learnt.learn("engine", "trtllm", source);
    String behind = behind("trtllm-serve");
    learnt.learn("model", behind.equals("serve") ? behind("serve") : behind, source);
    take("max-num-seqs", "", "max-batch-size");
    take("tensor", "1", "tp-size", "tensor-parallel-size");
    take("pipeline", "1", "pp-size", "pipeline-parallel-size");
    learnt.learn("data", "1", DEFAULT);
    command
        .value("ep-size", "moe-expert-parallel-size")
        .filter(size -> !size.equals("1"))
        .ifPresent(size -> learnt.learn("expert-parallel", "true", source));
    variable("TLLM_DISABLE_ALLREDUCE_AUTOTUNE", "1", EngineFlag.DISABLE_AUTOTUNE);
    for (String file : List.of("extra-llm-api-options", "config")) {
      if (command.has(file)) {
        learnt.cannotSay(
            "--" + file,
            "the file was not read: attention in replicas, drafts and the all-reduce strategy may"
                + " stand in it");
      }
    }
  }

  /** One process drives all GPUs; how many they are is said nowhere but in a list of them. */
  private void llamaCpp() {
    learnt.learn("engine", "llama-cpp", source);
    learnt.learn(
        "model",
        command.value("hf", "hf-repo", "m", "model").orElse("").replaceFirst(":.*", ""),
        source);
    take("name", "", "alias", "a");
    learnt.learn("dtype", "float32", "llama.cpp sums float32");
    take("max-num-seqs", "", "parallel", "np");
    String mode = command.value("split-mode", "sm").orElse("layer").toLowerCase(Locale.ROOT);
    if (mode.equals("tensor")) {
      gpus();
    } else {
      learnt.cannotSay(
          "--split-mode " + mode,
          mode.equals("none")
              ? "one GPU makes no calls"
              : "GPUs of one process copy to each other, which no source shows as calls");
    }
    learnt.learn("pipeline", "1", DEFAULT);
    learnt.learn("data", "1", DEFAULT);
    variable("GGML_CUDA_ALLREDUCE", "internal", EngineFlag.INTERNAL_ALL_REDUCE);
    variable("GGML_CUDA_ALLREDUCE", "none", EngineFlag.COPIED_ALL_REDUCE);
  }

  private void gpus() {
    command
        .value("device", "dev")
        .or(() -> command.value("tensor-split", "ts"))
        .ifPresent(list -> learnt.learn("tensor", number(list), source));
    String visible = command.variables().getOrDefault("CUDA_VISIBLE_DEVICES", "");
    if (!visible.isEmpty()) {
      learnt.learn("tensor", number(visible), source);
    }
  }

  private static String number(String list) {
    return String.valueOf(list.split(",", -1).length);
  }

  private String behind(String word) {
    for (int i = 0; i + 1 < command.words().size(); i++) {
      String one = command.words().get(i);
      if (one.equals(word) || one.endsWith("/" + word)) {
        return command.words().get(i + 1);
      }
    }
    return "";
  }

  private void take(String key, String otherwise, String... options) {
    command
        .value(options)
        .filter(value -> !value.equals("auto"))
        .ifPresent(value -> learnt.learn(key, value, source));
    learnt.learn(key, otherwise, DEFAULT);
  }

  private void variable(String name, String value, String word) {
    if (value.equals(command.variables().get(name))) {
      learnt.flag(word);
    }
  }
}
