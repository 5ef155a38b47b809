package dev.ringside.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Tenant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Key of a record on {@link Topics#ITERATIONS}: {@code deployment/replica}, so that the passes of
 * one engine stay in order.
 *
 * @param deployment empty if none is declared
 */
public record IterationKey(String deployment, int replica) implements BatchKey {

  /** A name of escaped characters only, and a number. */
  private static final long MOST_BYTES = 3 * Bound.NAME_BYTES.most() + 16;

  public IterationKey {
    if (replica < 0) {
      throw new IllegalArgumentException("replica %d".formatted(replica));
    }
    Bound.RANK_NUMBER.require(replica, "replica");
    Bound.NAME_BYTES.require(deployment, "deployment");
  }

  @Override
  public byte[] bytes() {
    return KeyPath.join(deployment, replica);
  }

  @Override
  public String topic(Tenant tenant) {
    return Topics.iterations(tenant);
  }

  /** The key in these bytes; empty for bytes that {@link #bytes} would not have written. */
  public static Optional<IterationKey> parse(byte[] bytes) {
    if (bytes == null || bytes.length > MOST_BYTES) {
      return Optional.empty();
    }
    List<String> segments = KeyPath.split(bytes);
    if (segments.size() != 2) {
      return Optional.empty();
    }
    OptionalInt replica = KeyPath.ordinal(segments.get(1));
    if (replica.isEmpty()
        || !Bound.RANK_NUMBER.allows(replica.getAsInt())
        || !Bound.NAME_BYTES.allows(segments.get(0).getBytes(UTF_8).length)) {
      return Optional.empty();
    }
    IterationKey key = new IterationKey(segments.get(0), replica.getAsInt());
    return Arrays.equals(key.bytes(), bytes) ? Optional.of(key) : Optional.empty();
  }
}
