package dev.ringside.ingest.flightrecorder;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;

/**
 * Reads pickles that hold nothing but data: dictionaries, lists, tuples, text, numbers, truth
 * values. Every other opcode is refused with its place, above all those that name or call code
 * ({@code GLOBAL}, {@code REDUCE}, {@code BUILD} …).
 *
 * <p>Protocols 2 to 4. Source: CPython {@code Lib/pickletools.py}; what torch writes: {@code
 * torch/csrc/jit/serialization/pickler.cpp}.
 */
final class RestrictedPickle {

  private static final int LONGEST_TEXT = 1 << 24;
  private static final int NEWEST_PROTOCOL = 4;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final DataInputStream in;
  private final PickleStack stack = new PickleStack();
  private long offset;

  private RestrictedPickle(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /**
   * The document; what follows it is not read.
   *
   * @throws IOException whose message says what is wrong and at which byte
   */
  static JsonNode read(InputStream in) throws IOException {
    RestrictedPickle pickle = new RestrictedPickle(in);
    try {
      while (true) {
        int opcode = pickle.unsignedByte();
        if (opcode == '.') {
          return pickle.stack.only();
        }
        pickle.step(opcode);
      }
    } catch (EOFException e) {
      throw new EOFException("ends after %,d bytes, before its end".formatted(pickle.offset));
    } catch (IOException e) {
      throw new IOException("byte %,d: %s".formatted(pickle.offset - 1, e.getMessage()), e);
    }
  }

  private void step(int opcode) throws IOException {
    switch (opcode) {
      case 0x80 -> protocol(unsignedByte());
      case 0x95 -> skip(8); // FRAME: only how much follows
      case '(' -> stack.mark();
      case '}' -> stack.push(NODES.objectNode());
      case ']' -> stack.push(NODES.arrayNode());
      case 'u' -> stack.setAll();
      case 's' -> stack.setItem();
      case 'e' -> stack.appendAll();
      case 'a' -> stack.append();
      case 't' -> stack.tuple();
      case ')' -> stack.tuple(0);
      case 0x85 -> stack.tuple(1);
      case 0x86 -> stack.tuple(2);
      case 0x87 -> stack.tuple(3);
      case 'q' -> stack.remember(unsignedByte());
      case 'r' -> stack.remember(littleEndian(4));
      case 0x94 -> stack.remember(stack.freePlace());
      case 'h' -> stack.recall(unsignedByte());
      case 'j' -> stack.recall(littleEndian(4));
      default -> scalar(opcode);
    }
  }

  private void scalar(int opcode) throws IOException {
    stack.push(
        switch (opcode) {
          case 'N' -> NODES.nullNode();
          case 0x88 -> NODES.booleanNode(true);
          case 0x89 -> NODES.booleanNode(false);
          case 'K' -> NODES.numberNode(unsignedByte());
          case 'M' -> NODES.numberNode((int) littleEndian(2));
          case 'J' -> NODES.numberNode((int) littleEndian(4));
          case 0x8a -> number(unsignedByte());
          case 'G' -> NODES.numberNode(Double.longBitsToDouble(Long.reverseBytes(littleEndian(8))));
          case 'X' -> NODES.textNode(text(littleEndian(4)));
          case 0x8c -> NODES.textNode(text(unsignedByte()));
          default -> throw new IOException("opcode 0x%02x is not that of data".formatted(opcode));
        });
  }

  private static void protocol(int version) throws IOException {
    if (version > NEWEST_PROTOCOL) {
      throw new IOException("pickle protocol %d, only up to 4 is read".formatted(version));
    }
  }

  private JsonNode number(int length) throws IOException {
    byte[] bytes = bytes(length);
    for (int i = 0; i < length / 2; i++) {
      byte other = bytes[length - 1 - i];
      bytes[length - 1 - i] = bytes[i];
      bytes[i] = other;
    }
    BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    return value.bitLength() < Long.SIZE
        ? NODES.numberNode(value.longValue())
        : NODES.numberNode(value);
  }

  private String text(long length) throws IOException {
    if (length > LONGEST_TEXT) {
      throw new IOException("a text of %,d bytes".formatted(length));
    }
    return new String(bytes((int) length), UTF_8);
  }

  /** At most what is there: a length that promises more costs no memory. */
  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    offset += bytes.length;
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private int unsignedByte() throws IOException {
    int value = in.readUnsignedByte();
    offset++;
    return value;
  }

  private void skip(int bytes) throws IOException {
    bytes(bytes);
  }

  private long littleEndian(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) unsignedByte() << (8 * i);
    }
    return value;
  }
}
