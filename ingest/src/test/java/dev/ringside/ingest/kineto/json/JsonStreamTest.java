package dev.ringside.ingest.kineto.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonStreamTest {

  /** Hands out a few bytes at a time, so that every value is cut somewhere. */
  private static InputStream inPieces(byte[] bytes, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(5)));
      }
    };
  }

  private static JsonStream of(String json) {
    return new JsonStream(new ByteArrayInputStream(json.getBytes(UTF_8)));
  }

  @Test
  void fieldsAndElementsComeInTheirOrder() throws Exception {
    JsonStream json = of("\ufeff {\"a\": [1, \"2\", {}], \"b\" : \"x\", \"c\": null}");
    List<String> seen = new ArrayList<>();
    json.begin();
    json.enter();
    while (json.nextField()) {
      seen.add(json.field());
      if (json.isArray()) {
        for (json.enter(); json.nextElement(); ) {
          seen.add(String.valueOf(json.integer(-1)));
        }
      } else {
        seen.add(json.word());
      }
    }

    assertThat(seen).containsExactly("a", "1", "2", "-1", "b", "x", "c", "");
    assertThat(json.isAtEnd()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nan",
        "-nan",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "-Infinity",
        "1e-9",
        "-0",
        "true",
        "null",
        "\"a \u0001 \\q \\u12 b\"",
        "[]",
        "{\"a\":{\"b\":[[]]}}"
      })
  void whatProfilersWriteIsPassedOver(String value) throws Exception {
    JsonStream json = of("[%s, {\"k\": %s}, %s]".formatted(value, value, value));
    int values = 0;
    for (json.enter(); json.nextElement(); values++) {
      json.skip();
    }

    assertThat(values).isEqualTo(3);
    assertThat(json.isAtEnd()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1 2]",
        "[1,,2]",
        "[,1]",
        "[1,]",
        "{\"a\" 1}",
        "{\"a\":}",
        "{\"a\":1 \"b\":2}",
        "{1:2}",
        "{\"a\":1,}",
        "[1}",
        "{\"a\":1]",
        "[tru]",
        "[nanny]",
        "[",
        "{\"a\":[",
        "\"abc",
        "\"abc\\",
        "[1, {]",
        "{\"a\":\"x\"y\"}"
      })
  void brokenStructureIsNoticedHoweverItIsTaken(String text) {
    assertThatThrownBy(() -> of(text).skip()).isInstanceOf(BrokenJsonException.class);
    assertThatThrownBy(() -> of("{\"k\": " + text).raw()).isInstanceOf(BrokenJsonException.class);
    assertThatThrownBy(() -> walk(of(text))).isInstanceOf(BrokenJsonException.class);
  }

  @Test
  void bytesThatAreNoUtf8CostNoMoreThanThemselves() throws Exception {
    byte[] text = "[\"a\u00ff\u00c3b\", 7]".getBytes(ISO_8859_1);
    JsonStream json = new JsonStream(new ByteArrayInputStream(text));
    json.enter();

    assertThat(json.nextElement()).isTrue();
    assertThat(json.text()).startsWith("a").endsWith("b").contains("\ufffd");
    assertThat(json.nextElement()).isTrue();
    assertThat(json.integer(0)).isEqualTo(7);
  }

  @Test
  void numbersAreWholeModulo64Bits() throws Exception {
    assertThat(of("-12").integer(0)).isEqualTo(-12);
    assertThat(of("\"99\"").integer(0)).isEqualTo(99);
    assertThat(of("18446744073709551615").integer(0)).isEqualTo(-1);
    assertThat(of("1.5").integer(7)).isEqualTo(7);
    assertThat(of("\"x\"").integer(7)).isEqualTo(7);
    assertThat(of("nan").integer(7)).isEqualTo(7);
    assertThat(of("[1]").integer(7)).isEqualTo(7);
    assertThat(of("1712195495520854.8").microseconds()).isEqualTo(1712195495520854800L);
    assertThatThrownBy(() -> of("\"1\"").microseconds()).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void manyTextsStayApart() throws Exception {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < 40_000; i++) {
      text.append(i == 0 ? "" : ",").append('"').append(i % 20_000).append('"');
    }
    JsonStream json = of(text.append(']').toString());
    int i = 0;
    for (json.enter(); json.nextElement(); i++) {
      assertThat(json.text()).isEqualTo(String.valueOf(i % 20_000));
    }
    assertThat(i).isEqualTo(40_000);
  }

  @Test
  void nestingHasItsLimit() {
    assertThatThrownBy(() -> of("[".repeat(100_000)).skip())
        .isInstanceOf(BrokenJsonException.class)
        .hasMessageContaining("deep");
  }

  /** Against Jackson: the same values, wherever the text is cut into pieces. */
  @Test
  void readsWhatJacksonReads() throws Exception {
    ObjectMapper jackson = new ObjectMapper();
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      String text = value(random, 4);
      byte[] bytes = text.getBytes(UTF_8);
      StringBuilder expected = new StringBuilder();
      describe(jackson.readTree(bytes), expected);
      JsonStream json = new JsonStream(inPieces(bytes, random));

      assertThat(walk(json)).as("seed %d: %s", seed, text).isEqualTo(expected.toString());
      assertThat(json.isAtEnd()).isTrue();
      assertThat(json.offset()).isEqualTo(bytes.length);
      JsonStream raw = new JsonStream(inPieces((" " + text + " ").getBytes(UTF_8), random));
      assertThat(new String(raw.raw(), UTF_8)).isEqualTo(text.strip());
    }
  }

  private static String walk(JsonStream json) throws IOException {
    if (json.isObject()) {
      StringBuilder text = new StringBuilder("{");
      for (json.enter(); json.nextField(); ) {
        text.append(json.field()).append(':').append(walk(json)).append(';');
      }
      return text.append('}').toString();
    }
    if (json.isArray()) {
      StringBuilder text = new StringBuilder("[");
      for (json.enter(); json.nextElement(); ) {
        text.append(walk(json)).append(';');
      }
      return text.append(']').toString();
    }
    return json.isNumber() ? String.valueOf(json.integer(-7)) : json.word();
  }

  private static void describe(JsonNode node, StringBuilder text) {
    if (node.isObject()) {
      text.append('{');
      node.properties()
          .forEach(
              field -> {
                text.append(field.getKey()).append(':');
                describe(field.getValue(), text);
                text.append(';');
              });
      text.append('}');
    } else if (node.isArray()) {
      text.append('[');
      node.forEach(
          element -> {
            describe(element, text);
            text.append(';');
          });
      text.append(']');
    } else if (node.isNumber()) {
      text.append(node.isIntegralNumber() ? node.bigIntegerValue().longValue() : -7);
    } else {
      text.append(node.isNull() ? "" : node.asText());
    }
  }

  private static String value(Random random, int depth) {
    String space = " \n".substring(0, random.nextInt(3));
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> space + random.nextLong() + space;
      case 1 -> "\"" + string(random) + "\"" + space;
      case 2 -> random.nextBoolean() ? "true" : "null";
      case 3 -> random.nextInt(1000) + "." + random.nextInt(1000);
      case 4 -> "[" + entries(random, depth, false) + "]" + space;
      default -> "{" + entries(random, depth, true) + space + "}";
    };
  }

  private static String entries(Random random, int depth, boolean object) {
    List<String> entries = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      String key = object ? "\"k" + i + string(random) + "\" :" : "";
      entries.add(key + value(random, depth - 1));
    }
    return String.join(",", entries);
  }

  private static String string(Random random) {
    String[] parts = {
      "a", "é", "\\n", "\\\"", "\\\\", "\\u00e9", "😀", "long".repeat(9), "}", "]", ","
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
