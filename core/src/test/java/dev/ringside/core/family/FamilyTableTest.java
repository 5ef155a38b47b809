package dev.ringside.core.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FamilyTableTest {

  private static final String ROW =
      "vllm\t-\t0.5\tnovel\t-\tread\tar(h)\t-\tar(h)\t-\tar(h)\tar(h)\t-\tag(v/t)\tsend(h)"
          + "\t-\t-\t-\tnovel.py";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qwen3_moe",
        "Qwen3MoeForCausalLM",
        "qwen3_moe_text",
        "gemma3_text",
        "Gemma3ForConditionalGeneration",
        "GPT2LMHeadModel",
        "ChatGLMModel",
        "hunyuan_v1_moe",
        "HunYuanMoEV1ForCausalLM",
        "nemotron_h",
        "nemotron-nas"
      })
  void aFamilyIsFoundByClassAndByModelType(String name) {
    assertThat(FamilyTable.bundled().knows(name)).isTrue();
  }

  @Test
  void aNovelFamilyIsNotKnown() {
    assertThat(FamilyTable.bundled().knows("NovelForCausalLM")).isFalse();
    assertThat(FamilyTable.bundled().knows("")).isFalse();
  }

  /** A row behind one that takes all its models would never be read. */
  @Test
  void noRowIsHiddenByOneBeforeIt() {
    List<FamilyRow> rows = FamilyTable.bundled().rows();
    for (int later = 0; later < rows.size(); later++) {
      Set<String> left = new HashSet<>(rows.get(later).families());
      for (FamilyRow before : rows.subList(0, later)) {
        if (before.engine().equals(rows.get(later).engine())
            && before.when().isEmpty()
            && before.until().isEmpty()
            && before.from().compareTo(rows.get(later).from()) <= 0) {
          left.removeAll(before.families());
        }
      }
      assertThat(rows.get(later).isForAll() || !left.isEmpty())
          .as("a row of %s", rows.get(later).families())
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyEngineSaysWhatItDoesWithAFamilyThatIsNotKnown(Engine engine) {
    for (String version : List.of("", "0.5.0", "0.33.0", "6.0")) {
      FamilyRow all = FamilyTable.bundled().forAll(novel(engine, version));
      assertThat(all.calls()).as("all parts").hasSize(Part.values().length);
      assertThat(all.source()).isNotBlank();
    }
  }

  @Test
  void aRowHoldsForItsReleasesOnly() throws IOException {
    FamilyTable table = FamilyTable.read(new StringReader("# one\n\n" + ROW + "\n"), "t.tsv");

    assertThat(table.find(novel(Engine.VLLM, "0.4.9"))).isPresent();
    assertThat(table.find(novel(Engine.VLLM, "0.5.0"))).as("the first without it").isEmpty();
    assertThat(table.find(novel(Engine.VLLM, ""))).as("the newest").isEmpty();
    assertThat(table.find(novel(Engine.SGLANG, "0.4.9"))).isEmpty();
  }

  @Test
  void aGroupStandsForItsFamilies() throws IOException {
    FamilyTable table =
        FamilyTable.read(
            new StringReader("@ours = Novel Older\n" + ROW.replace("novel\t-", "@ours\t-")), "t");

    assertThat(Stream.of("NovelForCausalLM", "older")).allMatch(table::knows);
    assertThat(table.knows("other")).isFalse();
  }

  @Test
  void aRowMayAskForATrait() throws IOException {
    FamilyTable table =
        FamilyTable.read(
            new StringReader(
                ROW.replace("0.5", "-").replace("novel\t-", "novel\tstreams !state-norm")),
            "t");
    Deployment novel = novel(Engine.VLLM, "");

    assertThat(table.find(novel)).isEmpty();
    assertThat(table.find(with(novel, Trait.STREAMS))).isPresent();
    assertThat(table.find(with(with(novel, Trait.STREAMS), Trait.STATE_NORM))).isEmpty();
    assertThat(table.traitsOf("novel")).containsExactlyInAnyOrder(Trait.STREAMS, Trait.STATE_NORM);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ar(h) | all(h) | \"all(h)\": expected a call like ar(h), ag(v/t) or ar(2):float32~4",
        "ar(h) | ar(depth) | no number of a model is called \"depth\"",
        "ar(h) | ar(h):float31 | \"ar(h):float31\": no such element type",
        "ar(h) | ar(h)xoften | \"ar(h)xoften\": how often is \"often\"?",
        "novel | @nobody | no group \"@nobody\"",
        "-\tread | deep\tread | no trait \"deep\"",
        "read | guessed | GUESSED",
        "send(h)\t-\t-\t-\tnovel.py | send(h)\t-\t-\t- | 18 columns, expected 19",
      })
  void everyMistakeNamesItsLine(String right, String wrong, String message) {
    String row = ROW.replaceFirst(Pattern.quote(right), wrong);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FamilyTable.read(new StringReader("# first\n" + row), "t.tsv"))
        .withMessageStartingWith("t.tsv: line 2: ")
        .withMessageContaining(message);
  }

  @Test
  void aCellSaysTypeRoundingAndHowOften() {
    Deployment on = with(novel(Engine.VLLM, ""), Trait.STREAM_GATHERS, 3);

    List<LayerCall> calls =
        CallRule.parse("ar(2):float32~4xstream-gathers").of(on, Part.ATTENTION, true);

    assertThat(calls).hasSize(3);
    assertThat(calls.get(0).collective()).isEqualTo(Collective.ALL_REDUCE);
    assertThat(calls.get(0).dataType().bytes()).isEqualTo(4);
    assertThat(calls.get(0).elements(1)).isEqualTo(4);
    assertThat(calls.get(0).elements(3)).isEqualTo(8);
    assertThat(calls.get(0).elements(-1)).as("rows that are not known").isEqualTo(-1);
  }

  /** Llama-3.1-8B over 2 ranks: 16 heads and 4 key heads of 128 on each. */
  @ParameterizedTest
  @CsvSource({
    "h, 4096",
    "v/t, 64128",
    "tokens, 128256",
    "L, 32",
    "qshard, 2048",
    "kvshard, 512",
    "qshard+2*kvshard, 3072",
    "2*ffn/t, 14336",
    "layer-embedding*L, 8192",
    "streams, 0",
    "7/t, 4"
  })
  void aWidthIsASumOfProducts(String text, long elements) {
    Deployment on =
        with(
            Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 1, 1).deployment(),
            Trait.LAYER_EMBEDDING,
            256);
    assertThat(Width.parse(text).of(on, 2)).isEqualTo(elements);
  }

  private static Deployment novel(Engine engine, String version) {
    return Serving.of(Models.LLAMA_8B.of(ModelFamily.of("NovelForCausalLM")), engine)
        .on(2, 1, 1)
        .version(version)
        .deployment();
  }

  private static Deployment with(Deployment deployment, Trait trait) {
    return with(deployment, trait, 1);
  }

  private static Deployment with(Deployment on, Trait trait, int value) {
    return new Deployment(
        on.name(),
        on.model().of(on.model().family().with(trait, value)),
        on.engine(),
        on.layout(),
        on.dataType(),
        on.maxNumSeqs(),
        on.fabric(),
        on.options());
  }
}
