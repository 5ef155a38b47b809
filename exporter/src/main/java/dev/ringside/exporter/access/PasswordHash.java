package dev.ringside.exporter.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept instead of a password: PBKDF2 with HMAC-SHA-256 (RFC 8018), salted.
 *
 * <p>Cost of one check: {@value #ITERATIONS} rounds, about a tenth of a second of one core; that is
 * what makes guessing dear.
 */
@SuppressWarnings("ArrayRecordComponent") // Compared in constant time, by matches alone.
public record PasswordHash(int iterations, byte[] salt, byte[] hash) {

  static final String FORM = "pbkdf2-sha256:ITERATIONS:SALT:HASH with both in Base64";

  private static final int ITERATIONS = 310_000;
  private static final int FEWEST_ITERATIONS = 10_000;
  private static final int MOST_ITERATIONS = 5_000_000;
  private static final int BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int BITS_PER_BYTE = 8;
  private static final Pattern TEXT =
      Pattern.compile("pbkdf2-sha256:([0-9]{1,7}):([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

  /** A new hash of {@code password}, with a salt of its own. */
  public static PasswordHash of(char[] password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS));
  }

  /** Reads {@link #text}; empty for anything else, and for too few or too many rounds. */
  static Optional<PasswordHash> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      int iterations = Integer.parseInt(parts.group(1));
      byte[] salt = Base64.getDecoder().decode(parts.group(2));
      byte[] hash = Base64.getDecoder().decode(parts.group(3));
      return iterations >= FEWEST_ITERATIONS
              && iterations <= MOST_ITERATIONS
              && salt.length > 0
              && hash.length == BYTES
          ? Optional.of(new PasswordHash(iterations, salt, hash))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As it stands in the file. */
  public String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return "pbkdf2-sha256:%d:%s:%s"
        .formatted(iterations, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  boolean matches(char[] password) {
    return MessageDigest.isEqual(hash, derive(password, salt, iterations));
  }

  private static byte[] derive(char[] password, byte[] salt, int iterations) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password, salt, iterations, BYTES * BITS_PER_BYTE))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no PBKDF2WithHmacSHA256", e);
    }
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "PBKDF2 hash of " + iterations + " rounds";
  }
}
