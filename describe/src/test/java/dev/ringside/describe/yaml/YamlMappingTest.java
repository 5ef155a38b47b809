package dev.ringside.describe.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlMappingTest {

  private static YamlMapping parse(String text) throws BadDescriptionException {
    return YamlMapping.parse(Path.of("f.yaml"), text);
  }

  @ParameterizedTest
  @CsvSource({
    "200us, 200000",
    "10ms, 10000000",
    "1.5s, 1500000000",
    "5m, 300000000000",
    "1h, 3600000000000",
    "0s, 0",
    "0.001ms, 1000"
  })
  void durations(String word, long ns) throws Exception {
    assertThat(parse("a: " + word).duration("a")).hasValue(Duration.ofNanos(ns));
    assertThat(parse("a: [1s, " + word + "]").durations("a"))
        .containsExactly(Duration.ofSeconds(1), Duration.ofNanos(ns));
  }

  @ParameterizedTest
  @CsvSource({"5", "5 s", "-1s", "s", "1d", "1e3s", "1.s"})
  void whatIsNoLengthOfTime(String word) {
    String complaint =
        "f.yaml:1: \"a\" is \"%s\", expected a length of time such as 10ms, 30s, 5m"
            .formatted(word);
    assertThatThrownBy(() -> parse("a: " + word).duration("a")).hasMessage(complaint);
    assertThatThrownBy(() -> parse("a: [" + word + "]").durations("a")).hasMessage(complaint);
  }

  @Test
  void durationsHaveBounds() throws Exception {
    Duration least = Duration.ofMillis(5);
    Duration most = Duration.ofHours(48);
    assertThat(parse("a: 5ms").duration("a", least, most)).hasValue(least);
    assertThat(parse("a: 48h").duration("a", least, most)).hasValue(most);
    assertThat(parse("b: 1s").duration("a", least, most)).isEmpty();
    assertThatThrownBy(() -> parse("b: 1\na: 4.9ms").duration("a", least, most))
        .hasMessage("f.yaml:2: \"a\" is \"4.9ms\", expected a length of time from 5ms to 48h");
    assertThatThrownBy(() -> parse("a: 49h").duration("a", Duration.ZERO, most))
        .hasMessage("f.yaml:1: \"a\" is \"49h\", expected a length of time from 0s to 48h");
    assertThatThrownBy(() -> parse("a: 1s").duration("a", Duration.ZERO, Duration.ofNanos(7_000)))
        .hasMessageEndingWith("from 0s to 7us");
  }

  @Test
  void numbersHaveBounds() throws Exception {
    assertThat(parse("a: 0.5").decimal("a", 0, 1)).hasValue(0.5);
    assertThat(parse("a: -3").decimal("a", -5, 5)).hasValue(-3);
    assertThat(parse("b: 1").decimal("a", 0, 1)).isEmpty();
    assertThat(parse("a: 0").whole("a", 0)).hasValue(0);
    assertThatThrownBy(() -> parse("a: 1.1").decimal("a", 0, 1))
        .hasMessage("f.yaml:1: \"a\" is \"1.1\", expected a number from 0 to 1");
    assertThatThrownBy(() -> parse("a: x").decimal("a", 0.5, Double.MAX_VALUE))
        .hasMessage("f.yaml:1: \"a\" is \"x\", expected a number from 0.5");
    assertThatThrownBy(() -> parse("a: NaN").decimal("a", 0, 1)).hasMessageContaining("\"NaN\"");
    assertThatThrownBy(() -> parse("a: 0").positive("a"))
        .hasMessage("f.yaml:1: \"a\" is \"0\", expected a whole number from 1");
    assertThatThrownBy(() -> parse("a: -1").whole("a", 0))
        .hasMessage("f.yaml:1: \"a\" is \"-1\", expected a whole number from 0");
  }

  @Test
  void listsOfMappingsKnowTheirLines() throws Exception {
    YamlMapping yaml = parse("all:\n  - {k: 1}\n  - k: 2\n    j: 3\n");
    assertThat(yaml.mappings("all")).hasSize(2);
    assertThat(yaml.mappings("none")).isEmpty();
    assertThatThrownBy(() -> yaml.mappings("all").get(1).allowOnly(Set.of("k")))
        .hasMessage("f.yaml:4: unknown key \"j\"; known are k");
    assertThatThrownBy(() -> parse("all: [1]").mappings("all"))
        .hasMessage("f.yaml:1: \"all\" must be a list of \"key: value\" groups");
    assertThatThrownBy(() -> parse("all: 1").mappings("all"))
        .hasMessage("f.yaml:1: \"all\" must be a list, as in [a, b]");
    assertThatThrownBy(() -> yaml.items("all"))
        .hasMessage("f.yaml:2: \"all\" must be a list of words");
  }

  @Test
  void optionalMappings() throws Exception {
    YamlMapping yaml = parse("a: {b: 1}\nc: 2\n");
    assertThat(yaml.hasMapping("a")).isTrue();
    assertThat(yaml.hasMapping("c")).isFalse();
    assertThat(yaml.hasMapping("d")).isFalse();
    assertThat(yaml.mapping("d")).isEmpty();
    assertThat(yaml.mapping("a").orElseThrow().whole("b", 0)).hasValue(1);
    assertThatThrownBy(() -> yaml.mapping("c"))
        .hasMessage("f.yaml:2: \"c\" needs keys of its own, as in {key: value}");
    assertThat(yaml.missing("x")).hasMessage("f.yaml:1: \"x\" is missing");
  }
}
