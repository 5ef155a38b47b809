package dev.ringside.ingest.tail;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which life of a file this is, by its first bytes: they hold the communicator's hash and the time
 * of the first line. Neither the name nor the inode tells: a restarted process opens its file with
 * {@code "w"}, which keeps the inode, and in a container host name and pid repeat.
 *
 * @param length bytes it is made of; the whole first line if that is shorter than {@value #MOST}
 * @param digest of these bytes, in hexadecimal
 */
public record Fingerprint(int length, String digest) {

  /** Bytes looked at; the first line's time is within them. */
  public static final int MOST = 512;

  private static final int KEPT = 16;

  /** Of the first {@code length} bytes. */
  public static Fingerprint of(byte[] bytes, int length) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(bytes, 0, length);
      return new Fingerprint(
          length, HexFormat.of().formatHex(ByteBuffer.wrap(sha.digest()).array(), 0, KEPT));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** True if a file that begins with these bytes is of this life. */
  public boolean matches(byte[] bytes, int size) {
    return size >= length && of(bytes, length).equals(this);
  }
}
