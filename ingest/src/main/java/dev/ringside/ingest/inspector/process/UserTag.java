package dev.ringside.ingest.inspector.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * An application's tag of a call, an unsigned number of 64 bits of which NCCL says nothing more.
 * Applications that mean a word by it write its letters into the bytes.
 *
 * <p>Source: NCCL 2.32 {@code nccl.h:ncclCollConfig_t.userProfilerTag}, which the Inspector writes
 * as {@code coll_user_tag} and {@code p2p_user_tag}.
 */
final class UserTag {

  private UserTag() {}

  /** The number, and the word that it spells if it does: {@code 28784 (tp)}. */
  static String text(long tag) {
    String number = Long.toUnsignedString(tag);
    String word = word(tag);
    return word.isEmpty() ? number : "%s (%s)".formatted(number, word);
  }

  /** At least two letters, digits or signs of names, first byte first or last; else empty. */
  private static String word(long tag) {
    String forward = spelled(tag);
    return forward.isEmpty() ? spelled(Long.reverseBytes(tag)) : forward;
  }

  private static String spelled(long tag) {
    byte[] letters = new byte[Long.BYTES];
    int length = 0;
    boolean ended = false;
    for (int at = Long.BYTES - 1; at >= 0; at--) {
      byte letter = (byte) (tag >>> (8 * at));
      ended |= letter == 0 && length > 0;
      if (letter != 0 && ended) {
        return "";
      }
      if (letter != 0) {
        letters[length++] = letter;
      }
    }
    String word = new String(letters, 0, length, US_ASCII);
    return word.matches("[A-Za-z][A-Za-z0-9_:.-]+") ? word : "";
  }
}
