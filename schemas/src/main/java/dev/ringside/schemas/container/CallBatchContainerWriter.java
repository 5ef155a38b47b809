package dev.ringside.schemas.container;

import dev.ringside.schemas.wire.ContainerOutput;
import dev.ringside.schemas.wire.WireWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes call batches into an Avro object container file, as {@code CallBatchEncoder} made them.
 *
 * <p>Law: the same batches by the same settings give the same bytes. Blocks of about 64 KiB, so a
 * few batches each; memory for one. Not thread-safe. Cost: benchmarks/results/container.md.
 */
public final class CallBatchContainerWriter implements AutoCloseable {

  private final ContainerOutput out;
  private long batches;

  private CallBatchContainerWriter(ContainerOutput out) {
    this.out = out;
  }

  /** Creates {@code file}, or writes over it; packed, without metadata. */
  public static CallBatchContainerWriter open(Path file, long syncSeed) throws IOException {
    return open(file, ContainerSettings.of(syncSeed));
  }

  /** Creates {@code file}, or writes over it. */
  public static CallBatchContainerWriter open(Path file, ContainerSettings settings)
      throws IOException {
    return open(Files.newOutputStream(file), settings);
  }

  /** Writes to {@code out}, which is closed with this. */
  public static CallBatchContainerWriter open(OutputStream out, ContainerSettings settings)
      throws IOException {
    SortedMap<String, String> metadata = new TreeMap<>(settings.metadata());
    metadata.put(ContainerSettings.VERSION_KEY, ContainerSettings.VERSION);
    return new CallBatchContainerWriter(
        ContainerOutput.open(
            ContainerSettings.BATCHES,
            out,
            settings.compression(),
            sync(settings.syncSeed()),
            metadata));
  }

  /** A digest, so that seeds next to each other give markers that share nothing. */
  private static byte[] sync(long seed) {
    WireWriter text = new WireWriter(64);
    text.writeString(ContainerSettings.VERSION_KEY);
    text.writeLong(seed);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.toByteArray());
      return Arrays.copyOf(digest, ContainerOutput.SYNC_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Appends a batch.
   *
   * @param record in single-object encoding, by the schema of this release
   * @throws IllegalArgumentException if it does not begin like one
   */
  public void append(byte[] record) throws IOException {
    out.append(record);
    batches++;
  }

  /** Batches appended so far. */
  public long batches() {
    return batches;
  }

  /** Writes what is held back; the file is whole only then. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}
