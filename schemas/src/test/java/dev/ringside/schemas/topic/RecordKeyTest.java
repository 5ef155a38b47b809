package dev.ringside.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordKeyTest {

  @Test
  void keysReadAsPeopleWriteThem() {
    assertThat(new RecordKey("llama-8b", 1, 7).bytes()).asString(UTF_8).isEqualTo("llama-8b/1/7");
    assertThat(new RecordKey("", 0, 0).bytes()).asString(UTF_8).isEqualTo("/0/0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "llama", "team/llama", "a%2Fb", "100%", "größe \ud83d\ude80", "/", "a/0/1"})
  void everyDeploymentNameReadsBack(String deployment) {
    RecordKey key = new RecordKey(deployment, 12, 1_000_000);

    assertThat(RecordKey.parse(key.bytes())).contains(key);
  }

  @Test
  void noNamePosesAsAnotherKey() {
    assertThat(new RecordKey("a/0", 0, 1).bytes()).isNotEqualTo(new RecordKey("a", 0, 1).bytes());
    assertThat(new RecordKey("a/0", 0, 1).bytes()).asString(UTF_8).isEqualTo("a%2F0/0/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a/1",
        "a/1/2/3",
        "a/-1/2",
        "a/1/x",
        "a/01/2",
        "a/+1/2",
        "a/1/",
        "a/1/99999999999",
        "a%2f/0/1",
        "100%/0/1"
      })
  void whatNoKeyWouldSpellIsNone(String text) {
    assertThat(RecordKey.parse(text.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void bytesThatAreNoTextAreNone() {
    assertThat(RecordKey.parse(null)).isEmpty();
    assertThat(RecordKey.parse(new byte[] {(byte) 0xFF, '/', '0', '/', '1'})).isEmpty();
  }

  @Test
  void negativePlacesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RecordKey("a", -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RecordKey("a", 0, -1));
  }
}
