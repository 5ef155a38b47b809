package dev.ringside.ingest.inspector.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An application's tag of a call, an unsigned number of 64 bits of which NCCL says nothing more.
 * Applications that mean a word by it write its letters into the bytes.
 *
 * <p>Source: NCCL 2.32 {@code nccl.h:ncclCollConfig_t.userProfilerTag}, which the Inspector writes
 * as {@code coll_user_tag} and {@code p2p_user_tag}.
 */
final class UserTag {

  private UserTag() {}

  /**
   * The number, and the words that its bytes spell from either end: {@code 29808 (tp or pt)}. Which
   * end the application began at, the number does not say.
   */
  static String text(long tag) {
    String words =
        Stream.of(spelled(tag), spelled(Long.reverseBytes(tag)))
            .filter(word -> !word.isEmpty())
            .distinct()
            .collect(Collectors.joining(" or "));
    String number = Long.toUnsignedString(tag);
    return words.isEmpty() ? number : "%s (%s)".formatted(number, words);
  }

  /** Two or more letters, digits or signs of names; else empty. */
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
