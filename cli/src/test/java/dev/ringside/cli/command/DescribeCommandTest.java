package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.describe.deployment.DeploymentFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescribeCommandTest {

  private static final Map<String, String> ANSWERS =
      Map.of(
          "/server_info?config_format=json", "server_info.json",
          "/server_info", "server_info_text.json",
          "/version", "version.json",
          "/v1/models", "models.json",
          "/metrics", "metrics.txt");

  @TempDir private Path folder;

  /** A server that answers what vLLM 0.32 answered, except what is in {@code without}. */
  private static HttpServer recorded(Path sample, String without) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String asked = exchange.getRequestURI().toString();
          String file = asked.startsWith(without) ? null : ANSWERS.get(asked);
          byte[] bytes = file == null ? new byte[1] : Files.readAllBytes(sample.resolve(file));
          exchange.sendResponseHeaders(file == null ? 404 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void aRecordedServerMakesTheRightFile() throws Exception {
    Path sample = Samples.recorded("vllm_server_0.32");
    Path config = Samples.recorded("vllm_cpu_llama_tp2pp2/config.json");
    Path file = folder.resolve("deployment.yaml");
    HttpServer server = recorded(sample, "/nothing");
    try {
      String url = "http://localhost:" + server.getAddress().getPort();

      Cli asked = Cli.run("describe", "--vllm", url, "--out", file.toString());
      assertThat(asked.exit()).isEqualTo(2);
      assertThat(asked.errLines())
          .containsExactly(
              "ringside: cannot be learnt, and must be given: model (--config FILE: the"
                  + " config.json of m/llama_tok)");
      assertThat(file).doesNotExist();

      Cli made =
          Cli.run(
              "describe", "--vllm", url, "--config", config.toString(), "--out", file.toString());
      assertThat(made.exit()).as(made.err()).isZero();
      assertIsTheRecordedServer(DeploymentFile.read(file));
      assertThat(made.err()).contains("may be given: gpu (--set gpu=...)");
      assertThat(folder).isDirectoryContaining("glob:**/deployment.yaml");
      assertThat(folder.toFile().list()).hasSize(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void withoutServerInfoItsLogSaysTheSame() throws Exception {
    Path sample = Samples.recorded("vllm_server_0.32");
    Path config = Samples.recorded("vllm_cpu_llama_tp2pp2/config.json");
    Path file = folder.resolve("deployment.yaml");
    HttpServer server = recorded(sample, "/server_info");
    try {
      Cli made =
          Cli.run(
              "describe",
              "--vllm",
              "http://localhost:" + server.getAddress().getPort(),
              "--log",
              sample.resolve("server.log").toString(),
              "--config",
              config.toString(),
              "--set",
              "max-num-seqs=512",
              "--out",
              file.toString());

      assertThat(made.exit()).as(made.err()).isZero();
      assertIsTheRecordedServer(DeploymentFile.read(file));
    } finally {
      server.stop(0);
    }
  }

  private static void assertIsTheRecordedServer(Deployment deployment) {
    assertThat(deployment.name()).isEqualTo("tiny-llama");
    assertThat(deployment.engine()).isEqualTo(Engine.VLLM);
    assertThat(deployment.layout()).isEqualTo(new ParallelLayout(2, 2, 1));
    assertThat(deployment.dataType().label()).isEqualTo("BFloat16");
    assertThat(deployment.maxNumSeqs()).hasValue(512);
    assertThat(deployment.options().engineVersion()).isEqualTo("0.32.0");
    assertThat(deployment.options().flags()).contains("disable-custom-all-reduce", "enforce-eager");
  }

  /** What the recorded SGLang servers were started with makes the layout of their own files. */
  @Test
  void sglangsLaunchLineMakesItsDeployment() throws Exception {
    Path sample = Samples.recorded("sglang_cpu_llama_tp2pp2");
    Path file = folder.resolve("deployment.yaml");

    Cli made =
        Cli.run(
            "describe",
            "--args",
            Files.readString(sample.resolve("launch.txt")),
            "--config",
            sample.resolve("config.json").toString(),
            "--out",
            file.toString());

    assertThat(made.exit()).as(made.err()).isZero();
    Deployment own = DeploymentFile.read(sample.resolve("deployment.yaml"));
    Deployment described = DeploymentFile.read(file);
    assertThat(described.engine()).isEqualTo(own.engine());
    assertThat(described.layout()).isEqualTo(own.layout());
    assertThat(described.model()).isEqualTo(own.model());
    assertThat(described.dataType()).isEqualTo(own.dataType());
  }

  /** SGLang's DP attention: by the command line, and by what the server keeps of its arguments. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sglangsReplicasOfAttentionAreDescribed(boolean kept) throws Exception {
    Path sample = Samples.recorded("sglang_cpu_qwen3_moe_dpattn2");
    Path file = folder.resolve("deployment.yaml");
    List<String> line = new ArrayList<>(List.of("describe"));
    if (kept) {
      line.addAll(List.of("--config", sample.resolve("server_args.json").toString()));
    } else {
      line.addAll(List.of("--args", Files.readString(sample.resolve("launch.txt"))));
    }
    line.addAll(List.of("--config", sample.resolve("config.json").toString()));
    line.addAll(List.of("--out", file.toString()));

    Cli made = Cli.run(line.toArray(String[]::new));

    assertThat(made.exit()).as(made.err()).isZero();
    Deployment described = DeploymentFile.read(file);
    assertThat(described.layout()).isEqualTo(new ParallelLayout(2, 1, 1));
    assertThat(described.options().attentionReplicas()).isEqualTo(2);
  }

  @Test
  void whatMakesNoDeploymentIsOneLineAndLeavesNoFile() {
    Path file = folder.resolve("deployment.yaml");

    Cli cli =
        Cli.run(
            "describe",
            "--args",
            "vllm serve llama-3.1-8b -tp 3 --dtype bfloat16",
            "--out",
            file.toString());

    assertThat(cli.exit()).isEqualTo(2);
    assertThat(cli.errLines())
        .singleElement()
        .asString()
        .contains("makes no deployment", "tensor 3, which does not divide");
    assertThat(folder).isEmptyDirectory();
  }
}
