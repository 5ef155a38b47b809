package dev.ringside.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.PassInput;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultTableTest {

  private static final String ROW =
      "vllm#1\tvllm\t0.26\t0.28\tDeepseekV3\tt>1 p=1 d>1 ep\tT=1\t-ag(T/t*h)xE-1 -ag(T/t*2*h)"
          + "\ttokens\ttold\twhen\tthen\tdo\thttps://example.org/1\tthread";

  static Stream<KnownFault> rows() {
    return FaultTable.bundled().faults().stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowIsWhole(KnownFault row) {
    assertThat(row.id()).matches("[a-z-]+#\\d+");
    assertThat(row.link()).startsWith("https://").endsWith("/" + row.id().split("#", 2)[1]);
    assertThat(Engine.ofLabel(row.engine())).isPresent();
    assertThat(row.changes()).isNotEmpty();
    assertThat(row.until().stream()).allMatch(until -> until.compareTo(row.from()) > 0);
    for (String words : List.of(row.when(), row.consequence(), row.advice(), row.source())) {
      assertThat(words).isNotBlank().doesNotEndWith(".");
    }
    assertThat(row.warning()).contains(row.id(), row.consequence(), row.advice(), row.link());
  }

  @Test
  void idsAreTheirOwn() {
    assertThat(FaultTable.bundled().faults()).extracting(KnownFault::id).doesNotHaveDuplicates();
  }

  /** DeepSeek-V3 has 58 layers with experts of 61, and rows of 7168. */
  @Test
  void aRowSaysWhatAStepLacks() throws IOException {
    Deployment on = deepSeek(2, 1, 2, "0.26.0").deployment();

    List<ExpectedCalls> changes = only(ROW).changes(on, 0, new PassInput(1, 1));

    assertThat(changes)
        .extracting(ExpectedCalls::collective, ExpectedCalls::sendElements, ExpectedCalls::count)
        .containsExactly(
            tuple(Collective.ALL_GATHER, 7168L, -57L),
            tuple(Collective.ALL_GATHER, 2 * 7168L, -1L));
    assertThat(only(ROW).changes(on, 0, new PassInput(2, 1))).isEmpty();
    assertThat(only(ROW).changes(on, 0, new PassInput(-1, 1))).as("T not known").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0.26.0, 2, 1, 2, true",
    "0.27.9, 4, 1, 2, true",
    "0.25.9, 2, 1, 2, false",
    "0.28.0, 2, 1, 2, false",
    "'', 2, 1, 2, false",
    "0.26.0, 1, 1, 2, false",
    "0.26.0, 2, 1, 1, false",
    "0.26.0, 2, 2, 2, false"
  })
  void itConcernsItsReleasesAndLayoutsOnly(
      String version, int tensor, int pipeline, int data, boolean concerned) throws IOException {
    assertThat(only(ROW).concerns(deepSeek(tensor, pipeline, data, version).deployment()))
        .isEqualTo(concerned);
  }

  @Test
  void itConcernsItsFamiliesAndEngineOnly() throws IOException {
    Deployment qwen =
        Serving.of(Models.QWEN3_235B.of(ModelFamily.of("Qwen3MoeForCausalLM")), Engine.VLLM)
            .on(2, 1, 2)
            .experts(AllToAll.ALLGATHER_REDUCESCATTER)
            .version("0.26.0")
            .deployment();
    Deployment on = deepSeek(2, 1, 2, "0.26.0").deployment();

    assertThat(only(ROW).concerns(qwen)).isFalse();
    assertThat(only(ROW).concerns(on.withEngine(Engine.SGLANG))).isFalse();
    assertThat(only(ROW.replace("DeepseekV3", "qwen3_moe DeepseekV3")).concerns(qwen))
        .as("its layers make no such calls")
        .isFalse();
  }

  /** What a fault leaves out must be there: before 0.26 DeepSeek gathers otherwise. */
  @Test
  void whatIsMissingMustBeCalledAtAll() throws IOException {
    KnownFault everywhere = only(ROW.replace("0.26\t0.28", "0.20\t-"));

    assertThat(everywhere.concerns(deepSeek(2, 1, 2, "0.25.0").deployment())).isFalse();
    assertThat(everywhere.concerns(deepSeek(2, 1, 2, "0.33.0").deployment())).isTrue();
  }

  @Test
  void moreCallsAreOfEachStage() throws IOException {
    KnownFault more =
        only(
            ROW.replace("p=1 ", "").replace("T=1", "-").replaceFirst("-ag\\S+ \\S+", "+ar(T*h)xD"));
    Deployment on = deepSeek(2, 2, 2, "0.26.0").deployment();

    assertThat(more.concerns(on)).isTrue();
    assertThat(more.changes(on, 0, new PassInput(5, 1)))
        .extracting(ExpectedCalls::sendElements, ExpectedCalls::count)
        .containsExactly(tuple(5L * 7168, 3L));
    assertThat(more.changes(on, 1, new PassInput(5, 1))).as("no dense layer there").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "T=1 | T~1 | \"~1\": expected =, < or > and a number or t",
        "T=1 | R=1 | \"R=1\": expected T with =, < or >",
        "t>1 | x>1 | \"x>1\": expected t, p, d, r or a with =, < or > and a number, a trait, or one"
            + " of ascend, eager, ep",
        "-ag(T/t*2*h) | ag(T*h) | \"ag(T*h)\": expected a change like +ar(T*h)xE or -ag(T/t*2*h)",
        "-ag(T/t*2*h) | -ag(T*depth) | no trait \"depth\"",
        "tokens | money | MONEY",
        "told | heard | HEARD",
        "0.26 | new | engine version \"new\"",
        "do | do\tmore | 16 columns, expected 15",
      })
  void everyMistakeNamesItsLine(String right, String wrong, String message) {
    String row = ROW.replaceFirst(Pattern.quote(right), wrong);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultTable.read(new StringReader("# first\n" + row), "t.tsv"))
        .withMessageStartingWith("t.tsv: line 2: ")
        .withMessageContaining(message);
  }

  private static KnownFault only(String row) throws IOException {
    List<KnownFault> faults = FaultTable.read(new StringReader(row), "t.tsv").faults();
    assertThat(faults).hasSize(1);
    return faults.get(0);
  }

  private static Serving deepSeek(int tensor, int pipeline, int data, String version) {
    return Serving.of(Models.DEEPSEEK_V3.of(ModelFamily.of("DeepseekV3ForCausalLM")), Engine.VLLM)
        .on(tensor, pipeline, data)
        .experts(AllToAll.ALLGATHER_REDUCESCATTER)
        .version(version);
  }
}
