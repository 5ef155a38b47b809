package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.ringside.testkit.golden.GoldenFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdviseCommandTest {

  private static final String FOLDER = "src/test/resources/dev/ringside/cli/plan";
  private static final Path RESOURCES = Path.of(FOLDER);
  private static final GoldenFiles GOLDEN = new GoldenFiles(RESOURCES);
  private static final String FABRIC = " --fabric " + FOLDER + "/fabric.yaml";

  private static final String SERVER =
      "advise --model llama-3.1-70b --gpus 8 --gpu h100 --concurrency 64 --prompt-tokens 1024"
          + " --output-tokens 256 --engine-version 0.19.1 --goal throughput"
          + FABRIC;
  private static final String NO_LINKS =
      "advise --model llama-2-13b --gpus 2 --gpu cardinal-h100 --engine vllm-v0 --goal volume";
  private static final String TOO_LARGE =
      "advise --model llama-3.1-405b --gpus 2 --gpu h100" + FABRIC;

  @ParameterizedTest(name = "{0}")
  @CsvSource({"advice, " + SERVER, "advice-volume, " + NO_LINKS})
  void looksAsItAlwaysDid(String name, String line) {
    GOLDEN.verify(name + ".txt", answer(line, 0));
    GOLDEN.verify(name + ".json", answer(line + " --format json", 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {SERVER, NO_LINKS, "advise --model mixtral-8x7b --gpus 4 --gpu h200 --goal volume"})
  void fitsItsSchema(String line) throws IOException {
    assertThat(schema().validate(new ObjectMapper().readTree(answer(line + " --format json", 0))))
        .isEmpty();
  }

  @Test
  void aModelThatFitsNowhereIsAFinding() {
    assertThat(answer(TOO_LARGE, 3))
        .contains("\n\nNo layout works.\n")
        .contains("tp 2, pp 1: does not fit: 406 GB of weights and KV cache");
  }

  /** Two replicas of several tensor ranks that share experts, on one stage, have it. */
  @Test
  void aKnownFaultIsNamedWithTheLayoutsThatHaveIt() throws IOException {
    String line = "advise --model deepseek-v3 --gpus 16 --gpu h200 --weight-bits 8 --goal volume";
    assertThat(answer(line, 0))
        .contains("\nKnown faults of the engine:\n  on tp ")
        .contains("tp 8, pp 1, dp 2, ep")
        .contains(": vllm#50691 comes with steps of one token");
    assertThat(answer(line + " --engine-version 0.25.0", 0)).doesNotContain("Known faults");
    JsonNode advice = new ObjectMapper().readTree(answer(line + " --format json", 0));
    assertThat(schema().validate(advice)).isEmpty();
    for (JsonNode layout : advice.get("ranked")) {
      boolean has =
          layout.get("tensor").asInt() > 1
              && layout.get("data").asInt() > 1
              && layout.get("pipeline").asInt() == 1
              && layout.get("expert_parallel").asBoolean();
      assertThat(layout.path("known_faults")).as("%s", layout).hasSize(has ? 1 : 0);
    }
  }

  @Test
  void beginsWithWhatWasAsked() {
    assertThat(answer(SERVER, 0))
        .startsWith(
            "llama-3.1-70b · vllm · 8 × h100, 8 a node · fabric round-figures · 64 × (1024 prompt +"
                + " 256 output) tokens\n\n"
                + "best for throughput first\n");
    assertThat(answer(NO_LINKS, 0))
        .startsWith(
            "llama-2-13b · vllm-v0 · 2 × cardinal-h100, 8 a node · no fabric · 1 × (128 prompt +"
                + " 128 output) tokens\n\nbest for volume first\n");
    assertThat(answer(TOO_LARGE, 3)).startsWith("llama-3.1-405b · vllm · 2 × h100, ");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--gpu h100                              | Missing required option: '--gpus=N'",
        "--gpus 8 --fabric h100-nvlink           | --gpu is missing",
        "--gpus 8 --gpu h100                     | --goal tpot needs --fabric",
        "--gpus 0 --gpu h100 --goal volume       | GPUs 0",
        "--gpus 8 --gpu h100 --goal beauty       | expected one of [TTFT, TPOT, THROUGHPUT,"
            + " VOLUME]",
        "--gpus 8 --gpu h100 --goal volume --concurrency 0     | concurrency 0",
        "--gpus 8 --gpu h100 --goal volume --prompt-tokens -5  | prompt tokens -5",
        "--gpus 8 --gpu h100 --goal volume --weight-bits 0     | 0.0 bytes per parameter",
        "--gpus 8 --gpu h100 --goal volume --engine vlm        | --engine vlm: the engines are"
      })
  void badInputIsOneLine(String options, String says) {
    CommandLineRun run = CommandLineRun.ofLine("advise --model llama-3.1-8b " + options);

    assertThat(run.err()).contains(says).startsWith("ringside: ").hasLineCount(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }

  private static String answer(String line, int code) {
    CommandLineRun run = CommandLineRun.ofLine(line);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(code);
    return run.out();
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream schema =
        AdviseCommand.class.getResourceAsStream("/dev/ringside/cli/advice-1.schema.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    }
  }
}
