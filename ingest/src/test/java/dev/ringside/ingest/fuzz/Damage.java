package dev.ringside.ingest.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Damages sound files: flips bits, cuts, splices, repeats, puts extreme numbers in the place of
 * others. Of one seed the same damages follow each other.
 */
final class Damage {

  /** Damaged files are no longer than this, unless the sound one is. */
  static final int MOST_BYTES = Integer.getInteger("ringside.fuzz.bytes", 1 << 15);

  private static final int MOST_AT_ONCE = 5;

  private static final String TELLING = "0123456789-+.eEx{}[]():,;\"'\\\n\r\t \0tfnN/#_";

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "2147483647",
          "2147483648",
          "-2147483649",
          "4294967295",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "18446744073709551615",
          "18446744073709551616",
          "1e308",
          "-1e-400",
          "1e99999999",
          "0.30000000000000000000000000000000004",
          "NaN",
          "Infinity",
          "00",
          "9".repeat(400));

  private static final long[] EXTREMES = {
    0,
    -1,
    1,
    Byte.MAX_VALUE,
    Short.MAX_VALUE,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final Random random;
  private final List<byte[]> sound;

  Damage(long seed, List<byte[]> sound) {
    random = new Random(seed);
    this.sound = sound;
  }

  /** Another damaged file; one in sixteen is packed, and may be damaged after that. */
  byte[] next() {
    byte[] bytes = one(sound).clone();
    for (int times = random.nextInt(1, MOST_AT_ONCE); times > 0; times--) {
      bytes = damaged(bytes);
    }
    if (random.nextInt(16) > 0) {
      return bytes;
    }
    byte[] packed = packed(bytes);
    return random.nextBoolean() ? packed : damaged(packed);
  }

  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return one(sound).clone();
    }
    byte[] changed =
        switch (random.nextInt(9)) {
          case 0 -> flipped(bytes);
          case 1 -> overwritten(bytes);
          case 2 -> withNumber(bytes);
          case 3 -> withBinaryNumber(bytes);
          case 4 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
          case 5 -> without(bytes);
          case 6 -> spliced(bytes);
          case 7 -> repeated(bytes);
          default -> withTold(bytes);
        };
    return changed.length <= Math.max(MOST_BYTES, bytes.length) ? changed : bytes;
  }

  private byte[] flipped(byte[] bytes) {
    for (int bits = random.nextInt(1, 9); bits > 0; bits--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] overwritten(byte[] bytes) {
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    return bytes;
  }

  private byte[] withTold(byte[] bytes) {
    bytes[random.nextInt(bytes.length)] = (byte) TELLING.charAt(random.nextInt(TELLING.length()));
    return bytes;
  }

  /** Replaces the digits that follow a place. */
  private byte[] withNumber(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    while (from < bytes.length && !isDigit(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && isDigit(bytes[to])) {
      to++;
    }
    String number = NUMBERS.get(random.nextInt(NUMBERS.size()));
    return joined(bytes, from, number.getBytes(StandardCharsets.US_ASCII), to);
  }

  private static boolean isDigit(byte one) {
    return one >= '0' && one <= '9';
  }

  private byte[] withBinaryNumber(byte[] bytes) {
    int size = 1 << random.nextInt(4);
    ByteBuffer number = ByteBuffer.allocate(2 * Long.BYTES);
    boolean little = random.nextBoolean();
    number.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    number.putLong(EXTREMES[random.nextInt(EXTREMES.length)]);
    int first = little ? 0 : Long.BYTES - size;
    int at = random.nextInt(bytes.length);
    int fits = Math.min(size, bytes.length - at);
    System.arraycopy(number.array(), first, bytes, at, fits);
    return bytes;
  }

  private byte[] without(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    return joined(bytes, from, new byte[0], from + upTo(bytes.length - from));
  }

  private byte[] spliced(byte[] bytes) {
    byte[] other = one(sound);
    int from = random.nextInt(other.length);
    byte[] piece = Arrays.copyOfRange(other, from, from + upTo(other.length - from));
    int at = random.nextInt(bytes.length);
    return joined(bytes, at, piece, random.nextBoolean() ? at : at + upTo(bytes.length - at));
  }

  private byte[] repeated(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    int to = from + upTo(Math.min(random.nextBoolean() ? 8 : 512, bytes.length - from));
    byte[] piece = Arrays.copyOfRange(bytes, from, to);
    int times = random.nextInt(1, 1 + Math.min(2_000, Math.max(1, MOST_BYTES / piece.length)));
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      pieces.writeBytes(piece);
    }
    return joined(bytes, from, pieces.toByteArray(), from);
  }

  /** From 1 up to {@code most}; small ones are as likely as large ones. */
  private int upTo(int most) {
    return 1 + random.nextInt(Math.max(1, random.nextBoolean() ? Math.min(16, most) : most));
  }

  private byte[] one(List<byte[]> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** What stands before {@code from}, then {@code middle}, then what stands from {@code to} on. */
  private static byte[] joined(byte[] bytes, int from, byte[] middle, int to) {
    int end = Math.min(to, bytes.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + middle.length);
    out.write(bytes, 0, from);
    out.writeBytes(middle);
    out.write(bytes, end, bytes.length - end);
    return out.toByteArray();
  }

  private static byte[] packed(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return packed.toByteArray();
  }
}
