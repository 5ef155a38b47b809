package dev.ringside.ingest.flightrecorder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestrictedPickleTest {

  private static JsonNode read(String pickle) throws IOException {
    return RestrictedPickle.read(new ByteArrayInputStream(pickle.getBytes(ISO_8859_1)));
  }

  @Test
  void dataIsRead() throws IOException {
    JsonNode read =
        read("\u0080\u0002}(X\u0001\0\0\0aq\0K\u0007X\u0001\0\0\0b](h\0M\0\u0001\u0088N\u0085eu.");

    assertThat(read).isEqualTo(DumpText.JSON.readTree("{\"a\":7,\"b\":[\"a\",256,true,[null]]}"));
  }

  @Test
  void negativeAndLongNumbersAreRead() throws IOException {
    assertThat(read("\u0080\u0002J\u00ff\u00ff\u00ff\u00ff.").intValue()).isEqualTo(-1);
    assertThat(read("\u0080\u0002\u008a\u0002\0\u0080.").intValue()).isEqualTo(-32_768);
    assertThat(read("\u0080\u0002\u008a\0.").intValue()).isZero();
    assertThat(read("\u0080\u0002G\u003f\u00f8\0\0\0\0\0\0.").doubleValue()).isEqualTo(1.5);
  }

  /** GLOBAL, REDUCE, BUILD, INST, OBJ, NEWOBJ, STACK_GLOBAL, EXT1, persistent ids, POP, DUP. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cos\nsystem\n(X\u0002\0\0\0idtR.",
        "(K\u0001R.",
        "}}b.",
        "(ios\nsystem\n.",
        "(o.",
        "K\u0001\u0081.",
        "X\u0001\0\0\0aX\u0001\0\0\0a\u0093.",
        "\u0082\u0001.",
        "K\u0001Q.",
        "Pabc\n.",
        "K\u00010.",
        "K\u00012."
      })
  void whatIsNoDataIsRefused(String pickle) {
    assertThatThrownBy(() -> read("\u0080\u0002" + pickle))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not that of data");
  }

  @Test
  void noContainerCanHoldItself() {
    assertThatThrownBy(() -> read("\u0080\u0002]q\0h\0a."))
        .hasMessageContaining("before it is closed");
    assertThatThrownBy(() -> read("\u0080\u0002]]q\0ah\0K\u0001a."))
        .hasMessageContaining("a list is missing");
    assertThatThrownBy(() -> read("\u0080\u0002]}q\0ah\0K\u0001K\u0002s."))
        .hasMessageContaining("a dictionary is missing");
  }

  /** Fifty lists, each holding the one before it ten times, would be 10^50 values. */
  @Test
  void doublingIsCounted() {
    StringBuilder bomb = new StringBuilder("\u0080\u0002](K\u0001K\u0002\u0086q\0");
    for (char place = 0; place < 50; place++) {
      bomb.append('(').append(("h" + place).repeat(10)).append("tq").append((char) (place + 1));
    }
    assertThatThrownBy(() -> read(bomb + "e.")).hasMessageContaining("values");
  }

  @Test
  void nestingIsBounded() {
    String deep = "]".repeat(1000) + "a".repeat(999) + ".";

    assertThatThrownBy(() -> read("\u0080\u0002" + deep)).hasMessageContaining("within containers");
  }

  @Test
  void promisedLengthsCostNothing() {
    assertThatThrownBy(() -> read("\u0080\u0002X\u00ff\u00ff\u00ff\u00ff"))
        .hasMessageContaining("a text of 4,294,967,295 bytes");
    assertThatThrownBy(() -> read("\u0080\u0002X\u00ff\u00ff\u00ff\0abc"))
        .hasMessageContaining("ends after");
  }

  /** Frames of Python are most of a dump and are not used. */
  @Test
  void framesAreDroppedAndDoNotCount() throws IOException {
    String frames = "X\u0006\0\0\0frames](" + "K\u0001".repeat(60_000) + "e";
    StringBuilder many = new StringBuilder("\u0080\u0002](");
    for (int i = 0; i < 100; i++) {
      many.append("}(").append(frames).append('u');
    }

    assertThat(read(many + "e.")).hasSize(100).allMatch(JsonNode::isEmpty);
  }
}
