package dev.ringside.describe.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningServerTest {

  /** Cut from a real answer of vLLM 0.32. */
  private static final String INFO =
      """
      {"vllm_config": {
        "model_config": {"model": "meta-llama/Llama-3.1-8B-Instruct", "dtype": "torch.bfloat16",
          "enforce_eager": true, "served_model_name": "chat"},
        "parallel_config": {"pipeline_parallel_size": 2, "tensor_parallel_size": 4,
          "data_parallel_size": 1, "decode_context_parallel_size": 1,
          "prefill_context_parallel_size": 1, "enable_expert_parallel": false,
          "all2all_backend": "allgather_reducescatter", "disable_custom_all_reduce": true},
        "scheduler_config": {"max_num_seqs": 512},
        "speculative_config": null,
        "compilation_config": {"pass_config": {"fuse_allreduce_rms": false}}},
       "vllm_env": {"VLLM_ALLREDUCE_USE_SYMM_MEM": true, "VLLM_BATCH_INVARIANT": true},
       "system_env": {"vllm_version": "0.32.0", "nvidia_gpu_models": "GPU 0: NVIDIA H100 80GB HBM3"}}
      """;

  @TempDir private Path folder;

  private Deployment read(RunningServer server) throws Exception {
    DeploymentDraft draft = server.draft(folder);
    assertThat(draft.needed()).isEmpty();
    return DeploymentFile.read(Files.writeString(folder.resolve("deployment.yaml"), draft.yaml()));
  }

  /** Answers what {@code paths} has and 404 otherwise. */
  private static HttpServer serving(Map<String, String> paths) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = paths.get(exchange.getRequestURI().toString());
          byte[] bytes = (body == null ? "no" : body).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://localhost:" + server.getAddress().getPort();
  }

  @Test
  void learnsEverythingFromServerInfo() throws Exception {
    HttpServer http = serving(Map.of("/server_info?config_format=json", INFO));
    try {
      Deployment deployment = read(new RunningServer().ask(url(http) + "/v1/"));

      assertThat(deployment.name()).isEqualTo("chat");
      assertThat(deployment.model().hidden()).isEqualTo(4096);
      assertThat(deployment.engine()).isEqualTo(Engine.VLLM);
      assertThat(deployment.layout()).isEqualTo(new ParallelLayout(4, 2, 1));
      assertThat(deployment.dataType()).isEqualTo(DataType.BFLOAT16);
      assertThat(deployment.maxNumSeqs()).hasValue(512);
      assertThat(deployment.options().engineVersion()).isEqualTo("0.32.0");
      assertThat(deployment.options().gpu()).isEqualTo("h100");
      assertThat(deployment.options().flags())
          .containsExactly(
              "batch-invariant",
              "disable-allreduce-fusion",
              "disable-custom-all-reduce",
              "enforce-eager");
    } finally {
      http.stop(0);
    }
  }

  @Test
  void withoutServerInfoItAsksForWhatIsMissingByName() throws Exception {
    Map<String, String> answers = new TreeMap<>();
    answers.put("/version", "{\"version\":\"0.33.1\"}");
    answers.put("/v1/models", "{\"data\":[{\"id\":\"chat\",\"root\":\"org/unheard-of\"}]}");
    answers.put("/metrics", "vllm:a{engine=\"0\"} 1\nvllm:a{engine=\"1\"} 1\n");
    HttpServer http = serving(answers);
    try {
      RunningServer server = new RunningServer().ask(url(http));

      assertThat(server.draft(folder).needed())
          .containsExactly(
              "model (--config FILE: the config.json of org/unheard-of)",
              "tensor (--set tensor=N)",
              "pipeline (--set pipeline=N)",
              "dtype (--set dtype=bfloat16)");
      assertThat(server.draft(folder).yaml()).contains("parallelism: {data: 2}");

      server.command("vllm serve llama-3.1-8b -tp 2 --dtype bfloat16 --data-parallel-size=2");
      server.given(Map.of("model", "llama-3.1-8b"));
      Deployment deployment = read(server);
      assertThat(deployment.layout()).isEqualTo(new ParallelLayout(2, 1, 2));
      assertThat(deployment.options().engineVersion()).isEqualTo("0.33.1");
    } finally {
      http.stop(0);
    }
  }

  @Test
  void learnsFromACommandLine() throws Exception {
    Deployment deployment =
        read(
            new RunningServer()
                .command(
                    "VLLM_USE_NCCL_SYMM_MEM=1 vllm serve --enforce-eager Qwen/Qwen3-30B-A3B \\\n"
                        + " -tp 2 -dp 2 --enable_expert_parallel --dtype bfloat16"
                        + " --speculative-config '{\"method\": \"ngram\","
                        + " \"num_speculative_tokens\": 3}' --max-num-seqs=64"
                        + " --all2all-backend deepep_low_latency"));

    assertThat(deployment.layout()).isEqualTo(new ParallelLayout(2, 1, 2));
    assertThat(deployment.options().expertParallel()).isTrue();
    assertThat(deployment.options().allToAll().label()).isEqualTo("deepep_low_latency");
    assertThat(deployment.options().speculativeTokens()).isEqualTo(3);
    assertThat(deployment.options().draft()).isEmpty();
    assertThat(deployment.options().flags()).containsExactly("enforce-eager", "nccl-symm-mem");
    assertThat(deployment.maxNumSeqs()).hasValue(64);
  }

  @Test
  void aModelWithoutExpertsIgnoresTheirSwitchAsVllmDoes() throws Exception {
    Deployment deployment =
        read(
            new RunningServer()
                .command("vllm serve llama-3.1-8b -tp 2 --enable-expert-parallel --dtype bf16"));

    assertThat(deployment.options().expertParallel()).isFalse();
  }

  @Test
  void learnsFromSglangsCommand() throws Exception {
    RunningServer server =
        new RunningServer()
            .command(
                "python3 -m sglang.launch_server --model-path meta-llama/Meta-Llama-3.1-70B"
                    + " --tp 4 --dp 2 --enable-dp-attention --dtype bfloat16"
                    + " --disable-custom-all-reduce --enable-dp-lm-head --boundary-reduction ar");

    Deployment deployment = read(server);
    assertThat(deployment.engine()).isEqualTo(Engine.SGLANG);
    assertThat(deployment.layout()).isEqualTo(new ParallelLayout(4, 1, 1));
    assertThat(deployment.model().layers()).isEqualTo(80);
    assertThat(deployment.options().attentionReplicas()).isEqualTo(2);
    assertThat(deployment.options().flags())
        .containsExactlyInAnyOrder(
            "disable-custom-all-reduce", "dp-lm-head", "boundary-reduction-ar");
    assertThat(server.unsupported()).isEmpty();
  }

  /** Replicas of servers beside replicas of attention; experts on all ranks of a tensor group. */
  @Test
  void learnsSglangsNewerSpellingOfReplicasOfAttention() throws Exception {
    RunningServer server =
        new RunningServer()
            .command(
                "python3 -m sglang.launch_server --model-path qwen3-235b-a22b --tp 8"
                    + " --attn-dp-size 4 --dp-size 2 --ep-size 8 --dtype bfloat16");

    Deployment deployment = read(server);
    assertThat(deployment.layout()).isEqualTo(new ParallelLayout(8, 1, 2));
    assertThat(deployment.options().attentionReplicas()).isEqualTo(4);
    assertThat(deployment.attentionTensor()).isEqualTo(2);
  }

  @Test
  void learnsFromLmdeploysCommand() throws Exception {
    RunningServer server =
        new RunningServer()
            .command(
                "LMDEPLOY_ENABLE_FLASHINFER_ALLREDUCE=1 lmdeploy serve api_server llama-3.1-8b"
                    + " --backend pytorch --tp 4 --dtype bfloat16 --max-batch-size 96"
                    + " --eager-mode");

    Deployment deployment = read(server);
    assertThat(deployment.engine()).isEqualTo(Engine.LMDEPLOY);
    assertThat(deployment.layout()).isEqualTo(new ParallelLayout(4, 1, 1));
    assertThat(deployment.maxNumSeqs()).hasValue(96);
    assertThat(deployment.options().flags())
        .containsExactlyInAnyOrder("enforce-eager", "flashinfer-all-reduce");
    assertThat(server.unsupported()).isEmpty();
  }

  /** Which of its engines LMDeploy takes is not in the command. */
  @Test
  void takesLmdeployForTurboMindUnlessToldOtherwise() throws Exception {
    RunningServer server =
        new RunningServer()
            .command(
                "lmdeploy serve api_server llama-3.1-8b --tp 2 --dtype bfloat16"
                    + " --communicator cuda-ipc");

    Deployment deployment = read(server);
    assertThat(deployment.engine()).isEqualTo(Engine.TURBOMIND);
    assertThat(deployment.options().flags()).containsExactly("native-communicator");
    assertThat(server.unsupported()).containsOnlyKeys("--backend");
  }

  @Test
  void learnsFromTensorRtLlmsCommand() throws Exception {
    RunningServer server =
        new RunningServer()
            .command(
                "trtllm-serve llama-3.1-70b --tp_size 4 --pp_size=2 --max_batch_size 64"
                    + " --extra_llm_api_options more.yaml");

    Deployment deployment = read(server.given(Map.of("dtype", "bfloat16")));
    assertThat(deployment.engine()).isEqualTo(Engine.TRTLLM);
    assertThat(deployment.layout()).isEqualTo(new ParallelLayout(4, 2, 1));
    assertThat(deployment.maxNumSeqs()).hasValue(64);
    assertThat(server.unsupported()).containsOnlyKeys("--extra-llm-api-options");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CUDA_VISIBLE_DEVICES=0,1 %s", "%s -ts 1,1", "%s --device CUDA0,CUDA1"})
  void learnsFromLlamaCppsCommand(String form) throws Exception {
    String command = "/usr/bin/llama-server -hf llama-3.1-8b:Q8_0 -sm tensor -np 8";
    RunningServer server =
        new RunningServer().command("GGML_CUDA_ALLREDUCE=internal " + form.formatted(command));

    Deployment deployment = read(server);
    assertThat(deployment.engine()).isEqualTo(Engine.LLAMA_CPP);
    assertThat(deployment.layout()).isEqualTo(new ParallelLayout(2, 1, 1));
    assertThat(deployment.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(deployment.maxNumSeqs()).hasValue(8);
    assertThat(deployment.options().flags()).containsExactly("internal-all-reduce");
    assertThat(server.unsupported()).isEmpty();
  }

  @Test
  void saysThatGpusOfOneProcessMakeNoCalls() throws Exception {
    RunningServer server = new RunningServer().command("llama-server -m a.gguf -ts 3,1");
    assertThat(server.unsupported()).containsOnlyKeys("--split-mode layer");
  }

  @Test
  void learnsFromTheStartUpLog() throws Exception {
    Path log =
        Files.writeString(
            folder.resolve("vllm.log"),
            """
            (APIServer pid=1) INFO [api_utils.py:286] non-default args: {'max_num_seqs': 33}
            (EngineCore pid=2) INFO [core.py:133] Initializing a V1 LLM engine (v0.32.0) with config: \
            model='llama-3.1-8b', speculative_config=None, dtype=torch.float16, \
            tensor_parallel_size=2, pipeline_parallel_size=1, data_parallel_size=1, \
            disable_custom_all_reduce=True, enforce_eager=False, served_model_name=x
            """);

    Deployment deployment = read(new RunningServer().log(log));

    assertThat(deployment.name()).isEqualTo("x");
    assertThat(deployment.layout()).isEqualTo(new ParallelLayout(2, 1, 1));
    assertThat(deployment.dataType()).isEqualTo(DataType.HALF);
    assertThat(deployment.maxNumSeqs()).hasValue(33);
    assertThat(deployment.options().flags()).containsExactly("disable-custom-all-reduce");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ls -l",
        "vllm serve 'x",
        "vllm serve x --speculative-config {\"a\"",
      })
  void refusesOtherCommandsWithOneLine(String line) {
    assertThatThrownBy(() -> new RunningServer().command(line))
        .isInstanceOf(BadDescriptionException.class)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void refusesAServerThatIsNoneAndKeysThatAreNone() throws Exception {
    HttpServer http = serving(Map.of("/version", "[1"));
    try {
      assertThatThrownBy(() -> new RunningServer().ask(url(http)))
          .hasMessageContaining("is it vLLM or SGLang?");
    } finally {
      http.stop(0);
    }
    assertThatThrownBy(() -> new RunningServer().ask(url(http)))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageContaining("cannot be asked");
    assertThatThrownBy(() -> new RunningServer().ask("no address"))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageContaining("is not an address");
    assertThatThrownBy(() -> new RunningServer().given(Map.of("colour", "red")))
        .hasMessageContaining("--set colour: known keys are");
  }
}
