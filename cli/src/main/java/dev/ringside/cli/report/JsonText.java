package dev.ringside.cli.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;

/** JSON as scripts like it: plain decimals, null for what is not known, a newline at the end. */
final class JsonText {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  /** Decimals of a second that are written: picoseconds, so that a sum of rows stays exact. */
  private static final int SECOND_DIGITS = 12;

  /** What goes between the outer braces. */
  @FunctionalInterface
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  static String of(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  static void object(JsonGenerator json, String key, Content content) throws IOException {
    json.writeObjectFieldStart(key);
    content.write(json);
    json.writeEndObject();
  }

  static void label(JsonGenerator json, String key, Optional<String> label) throws IOException {
    if (label.filter(text -> !text.isEmpty()).isPresent()) {
      json.writeStringField(key, label.get());
    } else {
      json.writeNullField(key);
    }
  }

  static void seconds(JsonGenerator json, String key, OptionalDouble seconds) throws IOException {
    if (seconds.isPresent()) {
      BigDecimal rounded =
          BigDecimal.valueOf(seconds.getAsDouble()).setScale(SECOND_DIGITS, RoundingMode.HALF_UP);
      json.writeNumberField(key, plain(rounded));
    } else {
      json.writeNullField(key);
    }
  }

  private static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private JsonText() {}
}
