package dev.ringside.ingest.kineto.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts that come again and again, each as one string: found by their bytes, so that no object is
 * made for a text that is known.
 *
 * <p>Memory: at most {@value #MOST} texts of at most {@value #LONGEST} bytes; further ones are made
 * each time.
 */
final class Symbols {

  private static final int MOST = 1 << 14;
  private static final int LONGEST = 1 << 10;
  private static final int FIRST_SLOTS = 1 << 9;

  private byte[][] keys = new byte[FIRST_SLOTS][];
  private String[] texts = new String[FIRST_SLOTS];
  private int used;

  /** UTF-8 without escapes; bytes that are none become U+FFFD. */
  String of(byte[] buffer, int from, int to) {
    if (to - from > LONGEST) {
      return decoded(buffer, from, to);
    }
    int slot = hash(buffer, from, to) & (keys.length - 1);
    for (; keys[slot] != null; slot = (slot + 1) & (keys.length - 1)) {
      if (isAt(slot, buffer, from, to)) {
        return texts[slot];
      }
    }
    String text = decoded(buffer, from, to);
    if (used < MOST) {
      keys[slot] = Arrays.copyOfRange(buffer, from, to);
      texts[slot] = text;
      if (++used * 2 > keys.length) {
        grow();
      }
    }
    return text;
  }

  private void grow() {
    byte[][] oldKeys = keys;
    String[] oldTexts = texts;
    keys = new byte[oldKeys.length * 2][];
    texts = new String[oldKeys.length * 2];
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldKeys[old] != null) {
        int slot = hash(oldKeys[old], 0, oldKeys[old].length) & (keys.length - 1);
        while (keys[slot] != null) {
          slot = (slot + 1) & (keys.length - 1);
        }
        keys[slot] = oldKeys[old];
        texts[slot] = oldTexts[old];
      }
    }
  }

  private static int hash(byte[] buffer, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + buffer[i];
    }
    return hash ^ (hash >>> 15);
  }

  private boolean isAt(int slot, byte[] buffer, int from, int to) {
    byte[] key = keys[slot];
    return key.length == to - from && Arrays.equals(key, 0, key.length, buffer, from, to);
  }

  static String decoded(byte[] buffer, int from, int to) {
    return new String(buffer, from, to - from, StandardCharsets.UTF_8);
  }
}
