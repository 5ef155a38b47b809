package dev.ringside.ingest.iterations;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Reads one value of MessagePack as the JSON that it stands for. Maps with other keys than text,
 * bytes and extensions are refused: no engine's metrics have them.
 *
 * <p>Source: the MessagePack specification. Bounded: {@value #MOST_DEPTH} levels; a length is never
 * trusted beyond the bytes that are there.
 */
final class MessagePack {

  private static final int MOST_DEPTH = 8;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ByteBuffer in;

  private MessagePack(ByteBuffer in) {
    this.in = in;
  }

  /**
   * @throws IllegalArgumentException if the bytes are not one such value
   */
  static JsonNode read(byte[] bytes) {
    MessagePack reader = new MessagePack(ByteBuffer.wrap(bytes));
    try {
      JsonNode value = reader.value(0);
      if (reader.in.hasRemaining()) {
        throw new IllegalArgumentException("%d bytes too many".formatted(reader.in.remaining()));
      }
      return value;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("ends early", e);
    }
  }

  private JsonNode value(int depth) {
    if (depth > MOST_DEPTH) {
      throw new IllegalArgumentException("more than %d levels".formatted(MOST_DEPTH));
    }
    int type = in.get() & 0xFF;
    if (type < 0x80 || type >= 0xE0) {
      return JSON.numberNode((long) (byte) type);
    } else if (type < 0x90) {
      return map(type & 0x0F, depth);
    } else if (type < 0xA0) {
      return array(type & 0x0F, depth);
    } else if (type < 0xC0) {
      return JSON.textNode(text(type & 0x1F));
    }
    return switch (type) {
      case 0xC0 -> JSON.nullNode();
      case 0xC2 -> JSON.booleanNode(false);
      case 0xC3 -> JSON.booleanNode(true);
      case 0xCA -> JSON.numberNode(in.getFloat());
      case 0xCB -> JSON.numberNode(in.getDouble());
      case 0xCC -> JSON.numberNode((long) (in.get() & 0xFF));
      case 0xCD -> JSON.numberNode((long) (in.getShort() & 0xFFFF));
      case 0xCE -> JSON.numberNode(in.getInt() & 0xFFFF_FFFFL);
      case 0xCF -> unsigned(in.getLong());
      case 0xD0 -> JSON.numberNode((long) in.get());
      case 0xD1 -> JSON.numberNode((long) in.getShort());
      case 0xD2 -> JSON.numberNode((long) in.getInt());
      case 0xD3 -> JSON.numberNode(in.getLong());
      case 0xD9 -> JSON.textNode(text(in.get() & 0xFF));
      case 0xDA -> JSON.textNode(text(in.getShort() & 0xFFFF));
      case 0xDB -> JSON.textNode(text(in.getInt()));
      case 0xDC -> array(in.getShort() & 0xFFFF, depth);
      case 0xDD -> array(in.getInt(), depth);
      case 0xDE -> map(in.getShort() & 0xFFFF, depth);
      case 0xDF -> map(in.getInt(), depth);
      default -> throw new IllegalArgumentException("type 0x%02x".formatted(type));
    };
  }

  private static JsonNode unsigned(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a number beyond 63 bits");
    }
    return JSON.numberNode(value);
  }

  private String text(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a text of %d bytes".formatted(length));
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }

  /** Each value takes a byte at least. */
  private void require(int size) {
    if (size < 0 || size > in.remaining()) {
      throw new IllegalArgumentException("%d values".formatted(size));
    }
  }

  private JsonNode array(int size, int depth) {
    require(size);
    ArrayNode array = JSON.arrayNode();
    for (int i = 0; i < size; i++) {
      array.add(value(depth + 1));
    }
    return array;
  }

  private JsonNode map(int size, int depth) {
    require(size);
    ObjectNode map = JSON.objectNode();
    for (int i = 0; i < size; i++) {
      JsonNode key = value(depth + 1);
      if (!key.isTextual()) {
        throw new IllegalArgumentException("a key that is no text");
      }
      map.set(key.asText(), value(depth + 1));
    }
    return map;
  }
}
