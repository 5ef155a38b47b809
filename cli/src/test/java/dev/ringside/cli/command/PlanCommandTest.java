package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.ringside.describe.model.Dimension;
import dev.ringside.testkit.golden.GoldenFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCommandTest {

  private static final String FOLDER = "src/test/resources/dev/ringside/cli/plan";
  private static final Path RESOURCES = Path.of(FOLDER);
  private static final GoldenFiles GOLDEN = new GoldenFiles(RESOURCES);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Made up, so that nobody who corrects a bundled figure changes what is expected here. */
  private static final String FABRIC = " --fabric " + FOLDER + "/fabric.yaml";

  private static final String HYBRID =
      "plan --model llama-3.1-8b --engine vllm-v0 --tensor 2 --pipeline 2";
  private static final String SWITCHED =
      "plan --model llama-3.1-8b --engine vllm --engine-version 0.19.1 --tensor 8 --gpu h100"
          + FABRIC;
  private static final String DEEP =
      "plan --model llama-3.1-405b --engine-version 0.19.1 --tensor 8 --pipeline 16 --batch 4";
  private static final String EXPERTS =
      "plan --model deepseek-v3 --tensor 1 --data 8 --expert 8 --batch 64 --gpu h200"
          + " --all-to-all deepep_low_latency --output-tokens 2"
          + FABRIC;

  private static final String FEDERATED =
      "plan --model qwen3-235b-a22b --tensor 4 --data 2 --expert 8 --federation --routing-skew 0.5";
  private static final String INSTANCES =
      "plan --model llama-3.1-8b --tensor 2 --pipeline 2 --data 4 --lookahead 5 --acceptance 0.8";
  private static final String HANDED =
      "plan --model deepseek-v3 --engine sglang --tensor 2 --pipeline 2 --kv-connector mooncake"
          + " --decode-tensor 8 --prompt-tokens 1000";

  @ParameterizedTest(name = "{0}")
  @CsvSource({"hybrid, " + HYBRID, "switched, " + SWITCHED, "deep, " + DEEP, "experts, " + EXPERTS})
  void tableLooksAsItAlwaysDid(String name, String line) {
    GOLDEN.verify(name + ".txt", answer(line));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"hybrid, " + HYBRID, "switched, " + SWITCHED, "experts, " + EXPERTS})
  void jsonLooksAsItAlwaysDid(String name, String line) {
    GOLDEN.verify(name + ".json", answer(line + " --format json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HYBRID,
        SWITCHED,
        DEEP,
        EXPERTS,
        "plan --model opt-13b",
        FEDERATED,
        INSTANCES,
        HANDED
      })
  void fitsItsSchema(String line) throws IOException {
    assertThat(schema().validate(json(line))).isEmpty();
  }

  /** 94 layers and an embedding of 128 rows of 8 KiB; 2 of 8 experts in each of 4 clusters. */
  @Test
  void aLayoutIsAFederationToo() throws IOException {
    JsonNode rows = json(FEDERATED).get("federation");

    assertThat(rows).hasSize(8);
    assertThat(rows.get(0).get("most_count").asLong()).isEqualTo(94);
    assertThat(rows.get(0).get("message_bytes").asLong()).isEqualTo(128L * 4096 * 2);
    assertThat(rows.get(2).get("message_bytes").asLong()).isEqualTo(2L * 128 * 4096 * 2);
    assertThat(rows).allMatch(row -> row.get("evidence").asText().equals("derived"));
    assertThat(answer(FEDERATED)).contains("derived       the layout as a Federation of Experts");
  }

  /** 256 tokens of both replicas, 8 copies each over 8 ranks. */
  @Test
  void skewedRoutingIsToldByPass() throws IOException {
    JsonNode routing = json(FEDERATED).get("routing");

    assertThat(routing).hasSize(2);
    assertThat(routing.get(0).get("mean_copies").asLong()).isEqualTo(256);
    assertThat(routing.get(0).get("most_copies").asLong())
        .isGreaterThan(routing.get(0).get("balanced_copies").asLong());
    assertThat(answer(FEDERATED)).contains("balanced: dealt out in turn");
  }

  /** U = 127·0.2/(1 − 0.8⁶) = 34.4; the other stage has no embedding. */
  @Test
  void instancesThatSpeculateAreToldByStage() throws IOException {
    JsonNode rows = json(INSTANCES).get("parallel_speculation");

    assertThat(rows.get(0).get("least_count").asLong()).isEqualTo(34);
    assertThat(rows.findValuesAsText("purpose"))
        .containsOnlyOnce("embedding")
        .contains("token ids");
    assertThat(rows.findValuesAsText("stage")).contains("0", "1");
  }

  /** 31 and 30 layers of one latent each, for four decode ranks; tokens of 1152 bytes. */
  @Test
  void aPromptsCacheIsHandedOverInDescriptors() throws IOException {
    JsonNode stages = json(HANDED).get("kv_transfer");

    assertThat(stages).hasSize(2);
    assertThat(stages.get(0).get("rank_of").asText()).isEqualTo("prefill");
    long layers = stages.get(0).get("least_descriptors").asLong() / 4;
    assertThat(layers + stages.get(1).get("least_descriptors").asLong() / 4).isEqualTo(61);
    assertThat(stages.get(0).get("most_descriptors").asLong()).isEqualTo(4 * layers * 1000);
    assertThat(stages.get(0).get("bytes").asLong()).isEqualTo(4 * layers * 1000 * 1152);
    assertThat(answer(HANDED))
        .contains("KV transfer   a prompt, stage 1: each prefill rank writes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--federation | no federation: llama-3.1-8b has no experts",
        "--acceptance 0.5 | --acceptance needs --lookahead",
        "--lookahead 2 --acceptance 2 | --acceptance 2.0: give 0 to 1",
        "--lookahead 0 | lookahead 0: must be at least 1",
        "--kv-block 16 | --decode-tensor and --kv-block need --kv-connector",
        "--kv-connector lmcache | --kv-connector lmcache: known are nixl and mooncake",
        "--kv-connector nixl --kv-block 0 | --kv-block 0: must be at least 1",
        "--kv-connector nixl --decode-tensor 3 | KV transfer: 3 tensor ranks of decode and 2 of",
        "--routing-skew 1 | routing skew: the replicas of llama-3.1-8b share no experts"
      })
  void whatCannotBeDerivedIsOneLine(String options, String line) {
    Cli cli = Cli.run(("plan --model llama-3.1-8b --tensor 2 " + options).split(" "));

    assertThat(cli.exit()).isEqualTo(2);
    assertThat(cli.errLines()).singleElement().asString().startsWith("ringside: " + line);
  }

  @Test
  void theSchemaRefusesWhatTheContractDoesNotKnow() throws IOException {
    ObjectNode plan = (ObjectNode) json(HYBRID);
    plan.put("schema", "ringside.plan/2");
    plan.remove("volume_paper_bytes");
    ((ObjectNode) plan.get("rows").get(0)).put("count", 0);

    assertThat(schema().validate(plan)).hasSize(3);
  }

  @Test
  void rowsBeginWithTheKeysOfTheContract() throws IOException {
    assertThat(json(HYBRID).get("rows").get(0).fieldNames())
        .toIterable()
        .startsWith(
            "phase",
            "parallelism",
            "stage",
            "collective",
            "count",
            "send_elements",
            "message_bytes",
            "wire_bytes",
            "transport",
            "seconds");
  }

  /** Table VI, rank by rank: stage 0 has the embedding's all-reduce, the last one the logits. */
  @ParameterizedTest
  @CsvSource({
    "prefill, tp, 0, AllReduce, 33, 524288, 1048576",
    "prefill, pp, 0, Send, 2, 262144, 524288",
    "prefill, pp, 1, Recv, 2, 262144, 524288",
    "prefill, tp, 1, AllGather, 2, 262144, 1048576",
    "prefill, tp, 1, AllReduce, 32, 524288, 1048576",
    "prefill, tp, 1, Gather, 1, 64128, 256512",
    "decode, tp, 0, AllReduce, 4191, 4096, 8192",
    "decode, pp, 0, Send, 254, 2048, 4096",
    "decode, pp, 1, Recv, 254, 2048, 4096",
    "decode, tp, 1, AllGather, 254, 2048, 8192",
    "decode, tp, 1, AllReduce, 4064, 4096, 8192",
    "decode, tp, 1, Gather, 127, 64128, 256512"
  })
  void isThePapersTable(
      String phase,
      String parallelism,
      int stage,
      String collective,
      long count,
      long elements,
      long bytes)
      throws IOException {
    JsonNode plan = json(HYBRID);

    assertThat(plan.get("rows")).hasSize(12);
    assertThat(StreamSupport.stream(plan.get("rows").spliterator(), false))
        .filteredOn(
            row ->
                row.get("phase").asText().equals(phase)
                    && row.get("parallelism").asText().equals(parallelism)
                    && row.get("stage").asInt() == stage
                    && row.get("collective").asText().equals(collective))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("count").asLong()).isEqualTo(count);
              assertThat(row.get("send_elements").asLong()).isEqualTo(elements);
              assertThat(row.get("message_bytes").asLong()).isEqualTo(bytes);
              assertThat(row.get("transport").isNull()).isTrue();
              assertThat(row.get("seconds").isNull()).isTrue();
            });
  }

  /**
   * Figures 6 and 7, in 10⁶ bytes, as the paper's equations give them. Two of the sums were rounded
   * twice where they were written down (142.647 and 297.748), hence the tolerance.
   */
  @ParameterizedTest
  @CsvSource({
    "llama-3.2-3b, 128, 142.2, 63.4, 65.0, 9.4",
    "llama-3.2-3b, 256, 217.6, 103.4, 105.8, 14.1",
    "llama-3.2-3b, 512, 368.5, 183.4, 187.4, 23.6",
    "llama-3.1-8b, 128, 211.9, 87.4, 89.5, 12.5",
    "llama-3.1-8b, 256, 322.3, 139.5, 142.7, 18.8",
    "llama-3.1-8b, 512, 543.2, 243.6, 248.9, 31.4",
    "llama-2-13b, 128, 319.3, 113.8, 116.4, 15.7",
    "llama-2-13b, 256, 480.6, 172.9, 176.8, 23.5",
    "llama-2-13b, 512, 803.2, 291.2, 297.8, 39.3"
  })
  void redrawsThePapersFigures(
      String model, int output, double tp4, double hybrid, double withEmbedding, double pp4)
      throws IOException {
    String line = "plan --engine vllm-v0 --model " + model + " --output-tokens " + output;

    assertThat(megabytes(line + " --tensor 4", "total")).isCloseTo(tp4, within(0.05));
    assertThat(megabytes(line + " --tensor 2 --pipeline 2", "total"))
        .isCloseTo(hybrid, within(0.055));
    assertThat(megabytes(line + " --tensor 2 --pipeline 2", "total_with_embedding"))
        .isCloseTo(withEmbedding, within(0.055));
    assertThat(megabytes(line + " --pipeline 4", "total")).isCloseTo(pp4, within(0.05));
  }

  @Test
  void otherEnginesHaveNoPaperVolume() throws IOException {
    assertThat(json("plan --model llama-3.1-8b --tensor 2").get("volume_paper_bytes").isNull())
        .isTrue();
  }

  /** 65 all-reduces a pass, and a hook in NCCL sees none of them on an NVSwitch node. */
  @Test
  void saysWhatAHookInNcclWillSee() {
    assertThat(answer("plan --model llama-3.1-8b --tensor 8 --gpu h100"))
        .contains("of 65 all-reduces, an NCCL hook will see 0 here");
    assertThat(
            answer(
                "plan --model llama-3.1-8b --engine vllm-v0 --tensor 4 --gpu cardinal-h100"
                    + " --flag disable-custom-all-reduce"))
        .contains("of 65 all-reduces, an NCCL hook will see 65 here")
        .contains("of 8,255 all-reduces, an NCCL hook will see 8,255 here");
    assertThat(answer("plan --model llama-3.1-8b --tensor 8")).doesNotContain("NCCL hook");
  }

  @Test
  void stagesThatCommunicateAlikeShareALine() {
    assertThat(answer(DEEP).lines().filter(line -> line.contains("AllReduce"))).hasSize(6);
    assertThat(answer(DEEP)).contains("1-14  AllReduce");
  }

  @ParameterizedTest
  @CsvSource({
    "'', give --gpu and --fabric",
    "' --gpu h100', give --fabric",
    "' --fabric h100-nvlink', give --gpu"
  })
  void namesOnlyTheOptionsThatSecondsStillNeed(String given, String says) {
    assertThat(answer("plan --model llama-3.1-8b --tensor 2" + given))
        .contains("\nseconds       not known: " + says + "\n");
  }

  @Test
  void explainsItsColumns() {
    assertThat(answer(HYBRID)).contains("\ncount: ", "\nelements: ").doesNotContain("optional:");
    assertThat(answer(DEEP)).contains("\noptional: calls that the engine may leave out");
  }

  @Test
  void theTitleShowsTheNameThatWasGiven() {
    String config = RESOURCES.resolve("config.json").toString();

    assertThat(answer("plan --model " + config)).startsWith(config + " (llama) · vllm · ");
    assertThat(answer("plan --model llama-3.1-8b")).startsWith("llama-3.1-8b · vllm · ");
  }

  @Test
  void anUnknownArchitectureIsPlannedAsAnOrdinaryOne(@TempDir Path folder) throws IOException {
    ObjectNode config =
        (ObjectNode) MAPPER.readTree(Files.readString(RESOURCES.resolve("config.json")));
    config.put("model_type", "novel").putArray("architectures").add("NovelForCausalLM");
    Path file = Files.writeString(folder.resolve("config.json"), config.toString());

    assertThat(answer("plan --model " + file)).contains("(novel)");
    assertThat(answer("plan --help").replaceAll("\\s+", " "))
        .contains("tensors-handed-over (how many tensors a pipeline stage sends to the next");
  }

  /** Every dimension that the catalog knows can be given on the command line, and help says so. */
  @Test
  void helpNamesEveryDimension() {
    String help = answer("plan --help").replaceAll("\\s+", " ");

    for (Dimension dimension : Dimension.values()) {
      assertThat(help).contains(dimension.label());
    }
  }

  @Test
  void fewerKvHeadsThanRanksAreReplicatedNotRefused() {
    assertThat(answer("plan --model llama-3.1-8b --tensor 16")).contains("tp 16");
  }

  @Test
  void takesAConfigFileAndItsFolder(@TempDir Path folder) throws IOException {
    Path config = Files.copy(RESOURCES.resolve("config.json"), folder.resolve("config.json"));

    String ofFile = answer("plan --tensor 2 --model " + config);
    String ofFolder = answer("plan --tensor 2 --model " + folder);

    assertThat(ofFile).startsWith(config + " (llama)").contains("4,096");
    assertThat(ofFolder).startsWith(folder + " (llama)");
    assertThat(ofFolder.lines().skip(1)).containsExactlyElementsOf(ofFile.lines().skip(1).toList());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--tensor 3                          | tensor 3 does not divide",
        "--tensor 64                         | tensor 64 does not divide the 32 attention heads",
        "--model gpt-oss-20b --tensor 128    | tensor 128 does not divide",
        "--pipeline 33                       | 32 layers cannot fill 33 pipeline stages",
        "--prompt-tokens -1                  | prompt tokens -1",
        "--output-tokens 0                   | output tokens 0",
        "--batch 0                           | batch 0",
        "--batch 999999999999 --prompt-tokens 999999999999 | too much to count",
        "--model mixtral-8x7b --data 999999999 --expert 1 | (bound ranks)",
        "--batch 999999999                   | passes of 8192 tokens",
        "--tensor 0                          | tensor 0",
        "--tensor two                        | is not an int",
        "--engine vllm2                      | --engine vllm2: the engines are vllm-v0, vllm",
        "--tensor 4 --attention-data-parallel 2 | attention-data-parallel 2 is SGLang",
        "--engine sglang --tensor 4 --attention-data-parallel 3 | attention-data-parallel 3 does"
            + " not divide tensor 4",
        "--engine transformers --pipeline 2  | pipeline parallelism of engine transformers",
        "--engine-version zero               | expected one like 0.8.5",
        "--gpu h900                          | --gpu h900: the GPUs are a100",
        "--gpus-per-node 0                   | --gpus-per-node 0: must be at least 1",
        "--fabric string-and-cans            | string-and-cans",
        "--flag fast                         | --flag fast: the flags are ascend",
        "--dtype complex                     | --dtype complex: expected bfloat16",
        "--all-to-all pigeon                 | --all-to-all pigeon: the backends are",
        "--expert 4                          | --expert 4: llama-3.1-8b has no experts",
        "--context 3 --tensor 4              | context 3",
        "--max-num-seqs 0                    | --max-num-seqs 0: must be at least 1",
        "--draft-model llama-3.2-1b          | --draft-model needs --speculative-tokens",
        "--model nowhere.json                | --model nowhere.json: neither a file nor in the"
            + " catalog",
        "--model-override nose=1             | unknown key \"nose\"",
        "--format xml                        | expected one of [TABLE, JSON]",
        "--tenser 2                          | '--tenser'"
      })
  void badInputIsOneLine(String options, String says) {
    String model = options.contains("--model ") ? " " : " --model llama-3.1-8b ";
    assertBad(CommandLineRun.ofLine("plan" + model + options), says);
  }

  @Test
  void aConfigWithoutHiddenSizeIsOneLine(@TempDir Path folder) throws IOException {
    ObjectNode config =
        (ObjectNode) MAPPER.readTree(Files.readString(RESOURCES.resolve("config.json")));
    config.remove("hidden_size");
    Path file = Files.writeString(folder.resolve("config.json"), config.toString());

    assertBad(CommandLineRun.ofLine("plan --model " + file), "hidden_size");
    assertThat(answer("plan --tensor 2 --model-override hidden=4096 --model " + file))
        .contains("4,096");
  }

  @Test
  void helpShowsExamples() {
    assertThat(answer("plan --help")).contains("Examples:").contains("--prompt-tokens");
  }

  private static final String SHARED_EXPERTS =
      "plan --model deepseek-v3 --tensor 2 --data 2 --expert 4 --output-tokens 4";

  @Test
  void aKnownFaultOfTheEngineIsWarnedOf() throws IOException {
    assertThat(answer(SHARED_EXPERTS))
        .contains("\nknown fault   vllm#50691 comes with steps of one token, ")
        .contains("answers are corrupted", "What to do: serve without --enable-expert-parallel");
    JsonNode plan = json(SHARED_EXPERTS + " --engine-version 0.32.0");
    assertThat(plan.get("known_faults")).hasSize(1);
    JsonNode fault = plan.get("known_faults").get(0);
    assertThat(fault.get("id").asText()).isEqualTo("vllm#50691");
    assertThat(fault.get("harm").asText()).isEqualTo("tokens");
    assertThat(fault.get("evidence").asText()).isEqualTo("recorded");
    assertThat(fault.get("link").asText())
        .isEqualTo("https://github.com/vllm-project/vllm/pull/50691");
    assertThat(schema().validate(plan)).isEmpty();
  }

  /** Another release, layout, engine or model. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        SHARED_EXPERTS + " --engine-version 0.25.1",
        SHARED_EXPERTS + " --engine sglang",
        "plan --model deepseek-v3 --tensor 4 --output-tokens 4",
        "plan --model deepseek-v3 --tensor 1 --data 4 --expert 4 --output-tokens 4",
        "plan --model qwen3-235b-a22b --tensor 2 --data 2 --expert 4 --output-tokens 4"
      })
  void whereItIsNotNothingIsSaid(String line) throws IOException {
    assertThat(answer(line)).doesNotContain("known fault");
    assertThat(json(line).has("known_faults")).isFalse();
  }

  private static void assertBad(CommandLineRun run, String says) {
    assertThat(run.err()).contains(says).startsWith("ringside: ").hasLineCount(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }

  private static double megabytes(String line, String part) throws IOException {
    return json(line).get("volume_paper_bytes").get(part).asDouble() / 1e6;
  }

  private static JsonNode json(String line) throws IOException {
    return MAPPER.readTree(answer(line + " --format json"));
  }

  private static String answer(String line) {
    CommandLineRun run = CommandLineRun.ofLine(line);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run.out();
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream schema =
        PlanCommand.class.getResourceAsStream("/dev/ringside/cli/plan-1.schema.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    }
  }
}
