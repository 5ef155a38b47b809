package dev.ringside.schemas.container;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.MalformedContainerException.Reason;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.wire.container.ContainerInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Reads call batches from an Avro object container file, one at a time, in the order of the file.
 * Our own writer or any implementation of Avro may have written it, with a {@code CallBatch} schema
 * of the history.
 *
 * <p>Errors: any malformed file ends in one {@link MalformedContainerException}, which says what is
 * wrong and where. Memory for one block. Not thread-safe.
 */
public final class CallBatchContainerReader implements AutoCloseable {

  private final ContainerInput in;

  private CallBatchContainerReader(ContainerInput in) {
    this.in = in;
  }

  /**
   * @throws MalformedContainerException if {@code file} does not start like a container of batches
   */
  public static CallBatchContainerReader open(Path file)
      throws IOException, MalformedContainerException {
    return open(Files.newInputStream(file));
  }

  /** Reads from {@code stream} and closes it with this reader, or at once if it is malformed. */
  public static CallBatchContainerReader open(InputStream stream)
      throws IOException, MalformedContainerException {
    ContainerInput in = ContainerInput.open(ContainerSettings.BATCHES, stream);
    String version =
        in.metadata().getOrDefault(ContainerSettings.VERSION_KEY, ContainerSettings.VERSION);
    if (!version.equals(ContainerSettings.VERSION)) {
      in.close();
      throw new MalformedContainerException(
          Reason.BAD_METADATA,
          MalformedContainerException.HEADER,
          in.bytesRead(),
          "%s is %s; expected %s: a newer writer needs a newer reader"
              .formatted(ContainerSettings.VERSION_KEY, version, ContainerSettings.VERSION));
    }
    return new CallBatchContainerReader(in);
  }

  /** Metadata of the header, Avro's own included. */
  public SortedMap<String, String> metadata() {
    return in.metadata();
  }

  /** Bytes of the file read so far. */
  public long bytesRead() {
    return in.bytesRead();
  }

  /** The next batch in single-object encoding, undecoded; empty at the end. */
  Optional<byte[]> nextRecord() throws IOException, MalformedContainerException {
    return in.next();
  }

  /** The next batch; empty at the end. */
  public Optional<CallBatch> next() throws IOException, MalformedContainerException {
    Optional<byte[]> record = nextRecord();
    if (record.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(CallBatchDecoder.decode(record.get()));
    } catch (MalformedRecordException e) {
      throw in.undecodable(e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
