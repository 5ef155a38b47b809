package dev.ringside.flink.codec;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deployment.DeploymentCodec;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Encodes and decodes deployments, and remembers the results. A job knows few deployments and meets
 * one with every batch, so most calls find the answer here. Equal bytes give the same object, which
 * is quick to compare.
 *
 * <p>State: {@value #PLACES} places in the process. Each place holds the last pair that fell on it,
 * so memory is bounded; two deployments that share a place only cost time. There are many more
 * places than a job has deployments, so few share one. Thread-safe: a place is read and written
 * whole.
 */
public final class DeploymentBytes {

  private static final int PLACES = 1 << 16;

  /** A deployment beside its bytes. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by content where it is compared.
  private record Read(byte[] bytes, Deployment deployment) {}

  private static final AtomicReferenceArray<Read> READ = new AtomicReferenceArray<>(PLACES);
  private static final AtomicReferenceArray<Read> WRITTEN = new AtomicReferenceArray<>(PLACES);

  private DeploymentBytes() {}

  /**
   * @param bytes not to be changed afterwards
   */
  public static Deployment decode(byte[] bytes) throws MalformedRecordException {
    int place = place(Arrays.hashCode(bytes));
    Read known = READ.get(place);
    if (known != null && Arrays.equals(known.bytes(), bytes)) {
      return known.deployment();
    }
    Deployment deployment = DeploymentCodec.decode(bytes);
    READ.set(place, new Read(bytes, deployment));
    return deployment;
  }

  /** Not to be changed. */
  @SuppressWarnings(
      "ReferenceEquality") // Nearly always the same object; an equal one is encoded again.
  static byte[] encode(Deployment deployment) {
    int place = place(System.identityHashCode(deployment));
    Read known = WRITTEN.get(place);
    if (known != null && known.deployment() == deployment) {
      return known.bytes();
    }
    byte[] bytes = DeploymentCodec.encode(deployment);
    WRITTEN.set(place, new Read(bytes, deployment));
    return bytes;
  }

  private static int place(int hash) {
    return (hash ^ hash >>> 16) & PLACES - 1;
  }
}
