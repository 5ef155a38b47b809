package dev.ringside.describe.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.DescriptionText;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects what can be learnt of a running server, from the best source that there is; what one
 * source does not say, another may. Sources are asked in the order of the calls.
 */
public final class RunningServer {

  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "name",
              "model",
              "engine",
              "engine-version",
              "dtype",
              "max-num-seqs",
              "tensor",
              "pipeline",
              "data",
              "expert",
              "context",
              "prefill-context",
              "all-to-all",
              "sequence-parallel",
              "attention-data-parallel",
              "speculative-tokens",
              "draft-model",
              "gpu",
              "gpus-per-node",
              "fabric",
              "tenant"));

  private static final JsonMapper JSON = new JsonMapper();

  private final Learnt learnt = new Learnt();

  /** Asks the server at {@code url}. */
  public RunningServer ask(String url) throws BadDescriptionException {
    ServerQueries.learn(url, learnt);
    return this;
  }

  /** Reads the command that started it. */
  public RunningServer command(String line) throws BadDescriptionException {
    LaunchCommand.learn(line, learnt);
    return this;
  }

  /** Reads the log it wrote when it started. */
  public RunningServer log(Path file) throws BadDescriptionException {
    StartUpLog.learn(file, learnt);
    return this;
  }

  /**
   * Reads a JSON file: the model's {@code config.json}, a kept answer of {@code /server_info}, or
   * SGLang's {@code server_args.json}.
   */
  public RunningServer config(Path file) throws BadDescriptionException {
    JsonNode root;
    try {
      root = JSON.readTree(DescriptionText.read(file));
    } catch (JsonProcessingException e) {
      throw BadDescriptionException.notValid("JSON", file, e);
    }
    if (root.has("vllm_config")) {
      VllmConfig.learn(root, file.toString(), learnt);
    } else if (root.has("tp_size")) {
      LaunchCommand.learnServerArguments(root, file.toString(), learnt);
    } else {
      learnt.learn("name", learnt.value("model").orElse(""), "the server's name of the model");
      learnt.set("model", file.toAbsolutePath().toString());
    }
    return this;
  }

  /**
   * Takes what the user knows, instead of what was learnt.
   *
   * @throws BadDescriptionException if a deployment file has no such key
   */
  public RunningServer given(Map<String, String> values) throws BadDescriptionException {
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (!KEYS.contains(value.getKey())) {
        throw new BadDescriptionException(
            "--set %s: known keys are %s".formatted(value.getKey(), String.join(", ", KEYS)));
      }
      learnt.set(value.getKey(), value.getValue());
    }
    return this;
  }

  /** What of the server no deployment file can say, by option. */
  public Map<String, String> unsupported() {
    return learnt.unsupported();
  }

  /**
   * @param folder where the file will be
   */
  public DeploymentDraft draft(Path folder) {
    return DeploymentDraft.of(learnt, folder);
  }
}
