package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {

  @Test
  void showsWhatIsInTheDemosTraces() throws IOException {
    try (DemoRecording demo = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2)) {
      Cli cli = inspect(demo);

      assertThat(cli.err()).isEmpty();
      assertThat(cli.exit()).isZero();
      assertThat(cli.out())
          .contains("JSON with traceEvents")
          .containsPattern("tp +medium +all ranks of the job all-reduce together")
          .containsPattern("AllReduce +128 KiB BFloat16 +32\n")
          .containsPattern("AllReduce +1 KiB BFloat16 +992\n")
          .contains("ranks    0,1 of 2\n");
    }
  }

  @Test
  void jsonFitsItsSchemaAndAddsUp() throws IOException {
    try (DemoRecording demo = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2)) {
      JsonNode json = inspect(demo, "--format", "json").json();

      assertThat(schema().validate(json)).isEmpty();
      JsonNode group = json.get("groups").get(0);
      assertThat(group.get("ranks")).hasToString("[0,1]");
      JsonNode allReduce = group.get("by_collective").get(0);
      assertThat(allReduce.get("calls").asLong()).isEqualTo(1024);
      assertThat(allReduce.get("bytes").asLong()).isEqualTo(32L * 131072 + 992 * 1024);
      long ofFiles = 0;
      for (JsonNode file : json.get("files")) {
        ofFiles += file.get("calls").asLong();
        assertThat(file.get("timing").asText()).isEqualTo("exact");
      }
      assertThat(json.at("/coverage/calls").asLong()).isEqualTo(ofFiles).isEqualTo(1088);
      assertThat(json.at("/coverage/calls_with_size").asLong()).isEqualTo(1088);
    }
  }

  @Test
  void aDamagedFileAmongOthersIsAFinding(@TempDir Path folder) throws IOException {
    try (DemoRecording demo = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2)) {
      Path whole = demo.traces().get(0);
      byte[] bytes = Files.readAllBytes(whole);
      Path cut =
          Files.write(folder.resolve("rank1.json.gz"), Arrays.copyOf(bytes, bytes.length / 2));

      Cli both = Cli.run("inspect", whole.toString(), cut.toString(), "--format", "json");
      Cli alone = Cli.run("inspect", cut.toString());

      assertThat(both.exit()).isEqualTo(3);
      assertThat(both.json().at("/findings/0/kind").asText()).isEqualTo("unreadable");
      assertThat(schema().validate(both.json())).isEmpty();
      assertThat(alone.exit()).isEqualTo(2);
      assertThat(alone.errLines()).singleElement().asString().contains(cut.toString(), "gzip");
    }
  }

  /** Rank 1 of the two slept for six seconds while these were made. */
  @Test
  void dumpsOfAHangNameTheRankThatDidNotCome() throws IOException {
    Path folder = Samples.recorded("vllm_cpu_llama_tp2_hang");

    Cli cli = Cli.run("inspect", folder.toString(), "--format", "json");

    assertThat(schema().validate(cli.json())).isEmpty();
    assertThat(cli.exit()).isEqualTo(3);
    assertThat(cli.json().get("suspects")).hasSize(1);
    assertThat(cli.json().at("/suspects/0/rank").asInt()).isEqualTo(1);
    assertThat(cli.json().at("/waiting/0/ranks")).hasToString("[0]");
    assertThat(Cli.run("inspect", folder.toString()).out()).contains("suspect  rank 1: ");
  }

  @Test
  void anEnginesOwnListOfItsPassesIsShown() throws IOException {
    Path folder = Samples.recorded("dynamo_fpm_mocker");

    Cli cli = Cli.run("inspect", folder.toString(), "--format", "json");

    assertThat(cli.exit()).as(cli.err()).isZero();
    assertThat(schema().validate(cli.json())).isEmpty();
    assertThat(cli.json().get("iterations")).hasSize(2);
    assertThat(cli.json().at("/iterations/1/passes").asInt()).isEqualTo(574);
    assertThat(cli.json().at("/iterations/1/dummies").asInt()).isEqualTo(65);
    assertThat(Cli.run("inspect", folder.toString()).out())
        .containsPattern("sink.jsonl.gz +574 +65 +");
    assertThat(Cli.run("inspect", Samples.recorded("vllm_server_0.32/server.log").toString()).out())
        .containsPattern("server.log +24 +");
  }

  /**
   * The scheduler's truth of a real run, as vLLM's log would have told it, beside the run's traces:
   * every pass is found. A line more is a pass without calls, a line less one without a word.
   */
  @Test
  void passesRebuiltFromCallsAreThoseTheEngineTells(@TempDir Path folder) throws IOException {
    Path sample = Samples.recorded("vllm_cpu_llama_tp2_fr");
    for (int rank : new int[] {0, 1}) {
      String trace = "rank%d.pt.trace.json.gz".formatted(rank);
      Files.copy(sample.resolve(trace), folder.resolve(trace));
    }
    List<String> lines = toldBy(sample);
    Path log = folder.resolve("server.log");

    assertJoined(sample, Files.write(log, lines), lines.size(), 0, 0);

    List<String> changed = new ArrayList<>(lines);
    changed.set(3, line(3, 0, 0, 900, 900));
    changed.remove(7);
    assertJoined(sample, Files.write(log, changed), lines.size() - 2, 2, 1);
  }

  private static void assertJoined(Path sample, Path log, int same, int unsaid, int unseen)
      throws IOException {
    Cli cli =
        Cli.run(
            "inspect",
            log.getParent().toString(),
            "--deployment",
            sample.resolve("deployment.yaml").toString(),
            "--format",
            "json");

    assertThat(cli.exit()).as(cli.err()).isZero();
    assertThat(schema().validate(cli.json())).isEmpty();
    JsonNode joined = cli.json().at("/engine_coverage/0");
    assertThat(joined.get("joined").asInt()).as(cli.out()).isEqualTo(same);
    assertThat(joined.get("passes_without_iteration").asInt()).isEqualTo(unsaid);
    assertThat(joined.get("iterations_without_calls").asInt()).isEqualTo(unseen);
  }

  private static List<String> toldBy(Path sample) throws IOException {
    List<String> lines = new ArrayList<>();
    try (InputStream truth =
        new GZIPInputStream(Files.newInputStream(sample.resolve("truth.json.gz")))) {
      for (JsonNode pass :
          new ObjectMapper().readTree(truth).get("ranks").elements().next().get("passes")) {
        JsonNode context = pass.get("context");
        JsonNode generation = pass.get("generation");
        lines.add(
            line(
                lines.size(),
                context.get(0).asInt(),
                context.get(1).asInt(),
                generation.get(0).asInt(),
                generation.get(1).asInt()));
      }
    }
    return lines;
  }

  private static String line(int number, int... of) {
    return "INFO 11-27 12:33:45 [loggers.py:199] Engine 000: Iteration(%d): %d context requests, %d context tokens, %d generation requests, %d generation tokens, iteration elapsed time: 1.00 ms"
        .formatted(number, of[0], of[1], of[2], of[3]);
  }

  @Test
  void aRealTraceWithoutSizesSaysWhichSourceHasThem() {
    Path trace = Samples.fieldKineto("k01/rank0.json.gz");

    Cli cli = Cli.run("inspect", trace.toString());

    assertThat(cli.exit()).isZero();
    assertThat(cli.out()).contains("ranks    0 of 8\n", "7 of 8 ranks have no file");
  }

  private static Cli inspect(DemoRecording demo, String... options) {
    String[] arguments = new String[1 + demo.traces().size() + options.length];
    arguments[0] = "inspect";
    for (int i = 0; i < demo.traces().size(); i++) {
      arguments[1 + i] = demo.traces().get(i).toString();
    }
    System.arraycopy(options, 0, arguments, 1 + demo.traces().size(), options.length);
    return Cli.run(arguments);
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream schema =
        InspectCommand.class.getResourceAsStream("/dev/ringside/cli/inspect-1.schema.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    }
  }
}
