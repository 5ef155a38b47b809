package dev.ringside.schemas.container;

import dev.ringside.schemas.wire.WireWriter;
import dev.ringside.schemas.wire.container.ContainerOutput;
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
 * Writes call batches, as {@code CallBatchEncoder} encodes them, to an Avro object container file.
 *
 * <p>Law: the same batches with the same settings give the same bytes. A block has about 64 KiB, a
 * few batches; memory for one block. Not thread-safe. Cost: benchmarks/results/container.md.
 */
public final class CallBatchContainerWriter implements AutoCloseable {

  private final ContainerOutput out;
  private long batches;

  private CallBatchContainerWriter(ContainerOutput out) {
    this.out = out;
  }

  /** Creates or overwrites {@code file}; compressed, without metadata. */
  public static CallBatchContainerWriter open(Path file, long syncSeed) throws IOException {
    return open(file, ContainerSettings.of(syncSeed));
  }

  /** Creates or overwrites {@code file}. */
  public static CallBatchContainerWriter open(Path file, ContainerSettings settings)
      throws IOException {
    return open(Files.newOutputStream(file), settings);
  }

  /** Writes to {@code out} and closes it with this writer. */
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

  /** A digest, so that neighbouring seeds give unrelated markers. */
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
   * @param record in single-object encoding, by the current schema
   * @throws IllegalArgumentException if it does not start like such a record
   */
  public void append(byte[] record) throws IOException {
    out.append(record);
    batches++;
  }

  public long batches() {
    return batches;
  }

  /** Writes the last block; the file is complete only after this. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}
