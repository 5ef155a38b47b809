package dev.ringside.cli.plan;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.routing.EngineVersion;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Options that name an engine and how it communicates. */
final class EngineOptions {

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "vllm",
      description =
          "vllm-v0, vllm, transformers, sglang, trtllm, lmdeploy, turbomind or llama-cpp (default:"
              + " vllm).")
  private String engine;

  @Option(
      names = "--engine-version",
      paramLabel = "V",
      defaultValue = "",
      description = "Release, for example 0.8.5 (default: the newest known).")
  private String engineVersion;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "",
      description =
          "Data type of activations on the wire (default: bfloat16, of llama-cpp float32).")
  private String dtype;

  @Option(
      names = "--all-to-all",
      paramLabel = "BACKEND",
      defaultValue = "allgather_reducescatter",
      description =
          "How tokens reach experts of other replicas: allgather_reducescatter (default), naive,"
              + " deepep_high_throughput or deepep_low_latency.")
  private String allToAll;

  @Option(
      names = "--flag",
      paramLabel = "FLAG",
      description =
          "Engine switch, may be repeated: disable-custom-all-reduce, disable-symm-mem,"
              + " disable-allreduce-fusion, disable-flashinfer-all-reduce, batch-invariant ...")
  private List<String> flags = List.of();

  Engine engine() {
    return Engine.ofLabel(engine)
        .orElseThrow(
            () ->
                new BadInputException(
                    "--engine %s: the engines are %s".formatted(engine, Engine.labels())));
  }

  /** Empty for the newest known. */
  String engineVersion() {
    try {
      EngineVersion.parse(engineVersion);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--engine-version: " + e.getMessage(), e);
    }
    return engineVersion;
  }

  /** Type of the activations. */
  DataType dataType() {
    if (dtype.isEmpty()) {
      return engine() == Engine.LLAMA_CPP ? DataType.FLOAT : DataType.BFLOAT16;
    }
    DataType type = DataType.of(dtype);
    if (type.bytes() == 0) {
      throw new BadInputException(
          "--dtype %s: expected bfloat16, float16, float32 or another data type".formatted(dtype));
    }
    return type;
  }

  AllToAll allToAll() {
    return AllToAll.ofLabel(allToAll)
        .orElseThrow(
            () ->
                new BadInputException(
                    "--all-to-all %s: the backends are %s".formatted(allToAll, AllToAll.labels())));
  }

  TreeSet<String> flags() {
    for (String flag : flags) {
      if (!EngineFlag.KNOWN.contains(flag)) {
        throw new BadInputException(
            "--flag %s: the flags are %s"
                .formatted(flag, String.join(", ", new TreeSet<>(EngineFlag.KNOWN))));
      }
    }
    return new TreeSet<>(flags);
  }
}
