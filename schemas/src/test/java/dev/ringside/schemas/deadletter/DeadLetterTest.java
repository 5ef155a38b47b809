package dev.ringside.schemas.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.golden.Samples;
import dev.ringside.schemas.wire.AvroOracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

  private static final byte[] POISON = "not a batch, surely".getBytes(StandardCharsets.UTF_8);

  @Test
  void aFailureBecomesALetterThatSaysWhyAndWhere() {
    DeadLetter letter = DeadLetter.of(failureOf(POISON), "ringside.calls", 3, 42, POISON);

    assertThat(letter.reason()).isEqualTo("not_single_object");
    assertThat(letter.detail()).contains("at byte 0");
    assertThat(letter.payload()).isSameAs(POISON);
    assertThat(letter)
        .hasToString(
            "dead letter from ringside.calls-3 at offset 42, 19 bytes: " + letter.detail());
  }

  @Test
  void headersAndPayloadTellTheWholeLetter() {
    DeadLetter letter = Samples.deadLetter();

    assertThat(letter.headers())
        .containsOnlyKeys("detail", "offset", "partition", "reason", "topic");
    assertThat(read(letter.headers(), letter.payload())).isEqualTo(letter);
  }

  @Test
  void aRecordWithoutHeadersOrValueStillReads() {
    DeadLetter bare = read(Map.of("offset", "many".getBytes(StandardCharsets.UTF_8)), null);

    assertThat(bare).isEqualTo(new DeadLetter("", "", -1, -1, "", new byte[0]));
  }

  @Test
  void theRecordFormLosesNothing() throws MalformedRecordException, IOException {
    DeadLetter letter = Samples.deadLetter();
    byte[] record = DeadLetterCodec.encode(letter);

    assertThat(DeadLetterCodec.decode(record)).isEqualTo(letter).hasSameHashCodeAs(letter);
    assertThat(AvroOracle.of("DeadLetter").rewrite(record)).isEqualTo(record);
  }

  @Test
  void lettersDifferByTheirPayload() {
    DeadLetter letter = Samples.deadLetter();

    assertThat(read(letter.headers(), POISON)).isNotEqualTo(letter);
  }

  private static MalformedRecordException failureOf(byte[] record) {
    return catchThrowableOfType(
        MalformedRecordException.class, () -> CallBatchDecoder.decode(record));
  }

  /** The letter in a record of the topic; a missing or malformed header counts as unknown. */
  private static DeadLetter read(Map<String, byte[]> headers, byte[] payload) {
    return new DeadLetter(
        text(headers, DeadLetter.REASON),
        text(headers, DeadLetter.TOPIC),
        (int) number(headers, DeadLetter.PARTITION),
        number(headers, DeadLetter.OFFSET),
        text(headers, DeadLetter.DETAIL),
        payload == null ? new byte[0] : payload);
  }

  private static String text(Map<String, byte[]> headers, String name) {
    byte[] value = headers.get(name);
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }

  private static long number(Map<String, byte[]> headers, String name) {
    try {
      return Long.parseLong(text(headers, name));
    } catch (NumberFormatException e) {
      return DeadLetter.UNKNOWN;
    }
  }
}
