package dev.ringside.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Tenant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Key of a record on {@link Topics#CALLS}: {@code deployment/replica/rank}. All batches of a rank
 * have the same key, so they share a partition and keep their order.
 *
 * @param deployment empty if none is declared
 */
public record RecordKey(String deployment, int replica, int rank) implements BatchKey {

  /** A name of escaped characters only, and two numbers. */
  private static final long MOST_BYTES = 3 * Bound.NAME_BYTES.most() + 32;

  public RecordKey {
    if (replica < 0 || rank < 0) {
      throw new IllegalArgumentException("replica %d, rank %d".formatted(replica, rank));
    }
    Bound.RANK_NUMBER.require(replica, "replica");
    Bound.RANK_NUMBER.require(rank, "rank");
    Bound.NAME_BYTES.require(deployment, "deployment");
  }

  @Override
  public byte[] bytes() {
    return KeyPath.join(deployment, replica, rank);
  }

  @Override
  public String topic(Tenant tenant) {
    return Topics.calls(tenant);
  }

  /** The key in these bytes; empty for bytes that {@link #bytes} would not have written. */
  public static Optional<RecordKey> parse(byte[] bytes) {
    if (bytes == null || bytes.length > MOST_BYTES) {
      return Optional.empty();
    }
    List<String> segments = KeyPath.split(bytes);
    if (segments.size() != 3) {
      return Optional.empty();
    }
    OptionalInt replica = KeyPath.ordinal(segments.get(1));
    OptionalInt rank = KeyPath.ordinal(segments.get(2));
    if (replica.isEmpty() || rank.isEmpty()) {
      return Optional.empty();
    }
    if (!Bound.RANK_NUMBER.allows(Math.max(replica.getAsInt(), rank.getAsInt()))
        || !Bound.NAME_BYTES.allows(segments.get(0).getBytes(UTF_8).length)) {
      return Optional.empty();
    }
    RecordKey key = new RecordKey(segments.get(0), replica.getAsInt(), rank.getAsInt());
    return Arrays.equals(key.bytes(), bytes) ? Optional.of(key) : Optional.empty();
  }
}
