package dev.ringside.schemas.topic;

import dev.ringside.core.deployment.Tenant;
import java.util.Optional;

/** Key of a batch that an agent sends; its form says on which topic. */
public sealed interface BatchKey permits RecordKey, IterationKey {

  /** Empty if none is declared. */
  String deployment();

  byte[] bytes();

  /** The topic of this tenant that it belongs on. */
  String topic(Tenant tenant);

  /** The key in these bytes; empty for bytes that no key has. */
  static Optional<BatchKey> parse(byte[] bytes) {
    Optional<RecordKey> ofCalls = RecordKey.parse(bytes);
    return ofCalls.isPresent()
        ? ofCalls.map(BatchKey.class::cast)
        : IterationKey.parse(bytes).map(BatchKey.class::cast);
  }
}
