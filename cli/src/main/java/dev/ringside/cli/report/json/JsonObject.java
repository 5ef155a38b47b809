package dev.ringside.cli.report.json;

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
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A JSON object while it is written, as scripts like it: keys in the order in which they are
 * written, plain decimals without exponent, null for what is not known.
 */
public final class JsonObject {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  /** Decimals of a second that are written: picoseconds, so that a sum of rows stays exact. */
  private static final int SECOND_DIGITS = 12;

  private static final int NANOSECOND_DIGITS = 9;
  private static final int RATIO_DIGITS = 6;

  private final JsonGenerator json;

  private JsonObject(JsonGenerator json) {
    this.json = json;
  }

  /** The whole document, indented, with a newline at its end. */
  public static String document(Consumer<JsonObject> content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      new JsonObject(json).write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private void write(Consumer<JsonObject> content) {
    value(JsonGenerator::writeStartObject);
    content.accept(this);
    value(JsonGenerator::writeEndObject);
  }

  public JsonObject text(String key, String value) {
    return field(key, out -> out.writeString(value));
  }

  /** Null if the label is empty. */
  public JsonObject label(String key, String label) {
    return label.isEmpty() ? unknown(key) : text(key, label);
  }

  public JsonObject number(String key, long value) {
    return field(key, out -> out.writeNumber(value));
  }

  /** Null if negative. */
  public JsonObject knownNumber(String key, long value) {
    return value < 0 ? unknown(key) : number(key, value);
  }

  public JsonObject number(String key, double value) {
    return field(key, out -> out.writeNumber(value));
  }

  public JsonObject flag(String key, boolean value) {
    return field(key, out -> out.writeBoolean(value));
  }

  public JsonObject unknown(String key) {
    return field(key, JsonGenerator::writeNull);
  }

  /** Seconds to the picosecond; null if absent. */
  public JsonObject seconds(String key, OptionalDouble seconds) {
    return seconds.isPresent()
        ? decimal(
            key,
            BigDecimal.valueOf(seconds.getAsDouble()).setScale(SECOND_DIGITS, RoundingMode.HALF_UP),
            0)
        : unknown(key);
  }

  /** Seconds, exact to the nanosecond. */
  public JsonObject seconds(String key, long nanoseconds) {
    return decimal(key, BigDecimal.valueOf(nanoseconds, NANOSECOND_DIGITS), 0);
  }

  /** A ratio to the sixth place, rounded down: what is not complete never reads 1.0. */
  public JsonObject ratio(String key, double value) {
    return decimal(key, BigDecimal.valueOf(value).setScale(RATIO_DIGITS, RoundingMode.DOWN), 1);
  }

  /** The same, or null if it is not known. */
  public JsonObject knownRatio(String key, OptionalDouble value) {
    return value.isPresent() ? ratio(key, value.getAsDouble()) : unknown(key);
  }

  private JsonObject decimal(String key, BigDecimal value, int leastDigits) {
    BigDecimal stripped = value.stripTrailingZeros();
    BigDecimal plain = stripped.scale() < leastDigits ? stripped.setScale(leastDigits) : stripped;
    return field(key, out -> out.writeNumber(plain));
  }

  public JsonObject object(String key, Consumer<JsonObject> content) {
    name(key);
    write(content);
    return this;
  }

  /** An object, null if there is nothing to write it of. */
  public <T> JsonObject object(String key, Optional<T> of, BiConsumer<T, JsonObject> content) {
    return of.isPresent() ? object(key, inner -> content.accept(of.get(), inner)) : unknown(key);
  }

  /** An array of objects. */
  public <T> JsonObject objects(String key, Iterable<T> items, BiConsumer<T, JsonObject> content) {
    return array(key, items, item -> write(inner -> content.accept(item, inner)));
  }

  public JsonObject texts(String key, Iterable<String> values) {
    return array(key, values, text -> value(out -> out.writeString(text)));
  }

  public JsonObject numbers(String key, Iterable<? extends Number> values) {
    return array(key, values, number -> value(out -> out.writeNumber(number.longValue())));
  }

  private <T> JsonObject array(String key, Iterable<T> items, Consumer<T> each) {
    field(key, JsonGenerator::writeStartArray);
    items.forEach(each);
    return value(JsonGenerator::writeEndArray);
  }

  private JsonObject field(String key, Token token) {
    name(key);
    return value(token);
  }

  private void name(String key) {
    value(out -> out.writeFieldName(key));
  }

  private JsonObject value(Token token) {
    try {
      token.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Something for the generator to write. */
  @FunctionalInterface
  private interface Token {
    void write(JsonGenerator json) throws IOException;
  }
}
