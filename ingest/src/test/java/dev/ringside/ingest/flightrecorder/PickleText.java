package dev.ringside.ingest.flightrecorder;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Pickles documents as torch's own pickler does: protocol 2, texts remembered. */
final class PickleText {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, Integer> memo = new HashMap<>();

  private PickleText() {}

  static byte[] of(JsonNode document) {
    PickleText pickle = new PickleText();
    pickle.bytes(0x80, 2);
    pickle.value(document);
    pickle.bytes('.');
    return pickle.out.toByteArray();
  }

  private void bytes(int... bytes) {
    for (int one : bytes) {
      out.write(one);
    }
  }

  private void value(JsonNode value) {
    switch (value.getNodeType()) {
      case OBJECT -> object(value);
      case ARRAY -> array(value);
      case STRING -> text(value.textValue());
      case BOOLEAN -> bytes(value.booleanValue() ? 0x88 : 0x89);
      case NUMBER -> number(value);
      default -> bytes('N');
    }
  }

  private void object(JsonNode value) {
    bytes('}', '(');
    for (Map.Entry<String, JsonNode> one : value.properties()) {
      text(one.getKey());
      value(one.getValue());
    }
    bytes('u');
  }

  private void array(JsonNode value) {
    bytes(']', '(');
    value.forEach(this::value);
    bytes('e');
  }

  private void number(JsonNode value) {
    if (value.isIntegralNumber()) {
      byte[] big = value.bigIntegerValue().toByteArray();
      bytes(0x8a, big.length);
      for (int i = big.length - 1; i >= 0; i--) {
        bytes(big[i]);
      }
    } else {
      bytes('G');
      out.writeBytes(ByteBuffer.allocate(8).putDouble(value.doubleValue()).array());
    }
  }

  private void text(String text) {
    Integer known = memo.get(text);
    if (known != null) {
      bytes('j');
      out.writeBytes(four(known));
      return;
    }
    byte[] utf8 = text.getBytes(UTF_8);
    bytes('X');
    out.writeBytes(four(utf8.length));
    out.writeBytes(utf8);
    memo.put(text, memo.size());
    bytes('r');
    out.writeBytes(four(memo.size() - 1));
  }

  private static byte[] four(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** One more than any signed number of 64 bits. */
  static BigInteger beyondLong() {
    return BigInteger.ONE.shiftLeft(63);
  }
}
