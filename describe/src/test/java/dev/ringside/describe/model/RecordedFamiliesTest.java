package dev.ringside.describe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.family.Evidence;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.model.PassInput;
import dev.ringside.describe.deployment.DeploymentFile;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The families as real engines run them: the calls that a process counted in each pass are those
 * that its {@code config.json} leads to, in number, type and size.
 */
class RecordedFamiliesTest {

  private static final Path RECORDED =
      Path.of(System.getProperty("ringside.repository"), "..", "shared", "samples", "recorded");

  private static final Map<String, Collective> COLLECTIVES =
      Map.of(
          "all_reduce", Collective.ALL_REDUCE,
          "all_gather_into_tensor", Collective.ALL_GATHER,
          "isend", Collective.SEND,
          "send", Collective.SEND,
          "irecv", Collective.RECV,
          "recv", Collective.RECV);

  /** One kind of call, as a line to compare. */
  private record Kind(Collective collective, DataType type, long elements)
      implements Comparable<Kind> {

    @Override
    public int compareTo(Kind other) {
      return toString().compareTo(other.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vllm_cpu_llama_tp2_fr",
        "vllm_cpu_llama_tp4_chunk",
        "vllm_cpu_qwen3_tied_tp2",
        "vllm_cpu_qwen3_moe_tp2",
        "vllm_cpu_qwen3_moe_tp2ep",
        "vllm_cpu_qwen3_next_tp2",
        "vllm_cpu_deepseek_tp2",
        "vllm_cpu_gpt_oss_tp2",
        "vllm_cpu_glm4_moe_tp2",
        "vllm_cpu_minimax_m2_tp2",
        "vllm_cpu_granitemoeshared_tp2",
        "vllm_cpu_olmoe_tp2",
        "vllm_cpu_olmo2_tp2",
        "vllm_cpu_phi_tp2",
        "vllm_cpu_falcon_tp2",
        "vllm_cpu_nemotron_h_tp2",
        "vllm_cpu_llama_tp2pp2",
        "vllm_cpu_opt_pp2",
        "sglang_cpu_llama_tp2",
        "sglang_cpu_qwen3_moe_tp2",
        "sglang_cpu_gemma3_tp2",
        "sglang_cpu_minimax_m2_tp2",
        "sglang_cpu_nemotron_h_tp2",
        "sglang_cpu_glm4_moe_tp2"
      })
  void aPassCallsWhatItsFamilyCalls(String folder) throws Exception {
    Path place = RECORDED.resolve(folder);
    assumeThat(place).as("the recorded samples are not on this machine").exists();
    Deployment deployment = DeploymentFile.read(place.resolve("deployment.yaml"));
    ForwardPassModel model = new ForwardPassModel(deployment);
    JsonNode ranks = truth(place).path("ranks");

    assertThat(model.family().evidence()).isEqualTo(Evidence.RECORDED);
    int compared = 0;
    for (JsonNode rank : ranks) {
      int stage = deployment.layout().stageOf(rank.path("rank").asInt());
      for (JsonNode pass : rank.path("passes")) {
        assertThat(expected(model, stage, pass))
            .as("rank %s, pass %s", rank.path("rank"), pass)
            .isEqualTo(counted(rank, pass.path("pass").asInt()));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(ranks.size());
  }

  /** Without receives: those of a hand-over belong to the step before. */
  private static Map<Kind, Long> expected(ForwardPassModel model, int stage, JsonNode pass) {
    long rows = 0;
    for (JsonNode some : pass.path("logit_rows")) {
      rows += some.asLong();
    }
    Map<Kind, Long> kinds = new TreeMap<>();
    model
        .expect(stage, new PassInput(pass.path("tokens").asLong(), rows, Phase.UNKNOWN))
        .forEach(
            calls -> {
              if (calls.collective() != Collective.RECV) {
                kinds.merge(
                    new Kind(calls.collective(), calls.dataType(), calls.sendElements()),
                    calls.count(),
                    Long::sum);
              }
            });
    return kinds;
  }

  /** Of the calls of a forward pass: no bytes and integers, and no receives. */
  private static Map<Kind, Long> counted(JsonNode rank, int pass) {
    Map<Kind, Long> kinds = new TreeMap<>();
    for (JsonNode call : rank.path("calls")) {
      Collective collective = COLLECTIVES.get(call.path(1).asText());
      DataType type = DataType.of(call.path(3).asText());
      boolean control = collective == null || type == DataType.LONG || type == DataType.BYTE;
      if (call.path(0).asInt() == pass && !control && collective != Collective.RECV) {
        long elements = 1;
        for (JsonNode length : call.path(4)) {
          elements *= length.asLong();
        }
        kinds.merge(new Kind(collective, type, elements), call.path(6).asLong(), Long::sum);
      }
    }
    return kinds;
  }

  private static JsonNode truth(Path folder) throws Exception {
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(folder.resolve("truth.json.gz")))) {
      return new JsonMapper().readTree(in);
    }
  }
}
