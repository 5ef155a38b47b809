package dev.ringside.exporter.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.exporter.web.Answer;
import dev.ringside.exporter.web.RequestHead;
import dev.ringside.exporter.web.Site;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * HTTP basic authentication (RFC 7617) for a site.
 *
 * <p>A hash is slow to check on purpose, so one check runs at a time and at most {@value
 * #MOST_WAITING} wait; who comes then is told to come again. Log-ins that were right are remembered
 * as keyed digests, one a user, so that guessing never delays those who are known. Whether a name
 * exists does not show in the time, either.
 */
public final class Users {

  private static final int MOST_WAITING = 8;
  private static final PasswordHash UNKNOWN = PasswordHash.of("unknown".toCharArray());

  private final Map<String, PasswordHash> hashes;
  private final Map<String, byte[]> known = new ConcurrentHashMap<>();
  private final byte[] key = new byte[32];
  private final Semaphore checks = new Semaphore(1, true);

  Users(Map<String, PasswordHash> hashes) {
    this.hashes = Map.copyOf(hashes);
    new SecureRandom().nextBytes(key);
  }

  /**
   * The same site for those who log in.
   *
   * @param open paths that need no log-in
   */
  public Site guard(Site site, Set<String> open) {
    return request -> {
      if (open.contains(request.path())) {
        return site.answer(request);
      }
      return refusal(request).orElseGet(() -> site.answer(request));
    };
  }

  private Optional<Answer> refusal(RequestHead request) {
    Optional<Login> login = Login.read(request.header("authorization"));
    if (login.isEmpty()) {
      return Optional.of(unauthorized());
    }
    if (isKnown(login.get())) {
      return Optional.empty();
    }
    if (checks.getQueueLength() >= MOST_WAITING) {
      return Optional.of(
          Answer.line(Answer.UNAVAILABLE, "too many log-ins at once").with("Retry-After: 1"));
    }
    checks.acquireUninterruptibly();
    try {
      return isRight(login.get()) ? Optional.empty() : Optional.of(unauthorized());
    } finally {
      checks.release();
    }
  }

  private boolean isKnown(Login login) {
    byte[] right = known.get(login.user());
    return right != null && MessageDigest.isEqual(right, digest(login));
  }

  private boolean isRight(Login login) {
    boolean right =
        hashes.getOrDefault(login.user(), UNKNOWN).matches(login.password())
            && hashes.containsKey(login.user());
    if (right) {
      known.put(login.user(), digest(login));
    }
    return right;
  }

  private byte[] digest(Login login) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(key);
      return digest.digest(new String(login.password()).getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  private static Answer unauthorized() {
    return Answer.line(Answer.UNAUTHORIZED, "log in: this exporter needs a user and a password")
        .with("WWW-Authenticate: Basic realm=\"ringside\", charset=\"UTF-8\"");
  }

  /** A user and the password that was sent. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Login(String user, char[] password) {

    static Optional<Login> read(String header) {
      if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
        return Optional.empty();
      }
      try {
        String text = new String(Base64.getDecoder().decode(header.substring(6).strip()), UTF_8);
        int colon = text.indexOf(':');
        return colon < 0
            ? Optional.empty()
            : Optional.of(
                new Login(text.substring(0, colon), text.substring(colon + 1).toCharArray()));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }
}
