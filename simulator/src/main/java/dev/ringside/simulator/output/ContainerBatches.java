package dev.ringside.simulator.output;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.container.CallBatchContainerWriter;
import dev.ringside.schemas.container.ContainerSettings;
import dev.ringside.schemas.wire.container.Compression;
import dev.ringside.simulator.record.BrokenOutputException;
import dev.ringside.simulator.record.SimulatedBatches;
import dev.ringside.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;

/** Agents' batches into an Avro container, which {@code ringside replay} reads. */
public final class ContainerBatches implements SimulatedBatches, AutoCloseable {

  private final Path file;
  private final CallBatchContainerWriter container;
  private final CallBatchEncoder encoder = new CallBatchEncoder();

  private ContainerBatches(Path file, CallBatchContainerWriter container) {
    this.file = file;
    this.container = container;
  }

  /**
   * Creates {@code file}; what is written depends on the scenario alone.
   *
   * @throws BrokenOutputException if it cannot be created
   */
  public static ContainerBatches create(Path file, Scenario scenario) throws BrokenOutputException {
    TreeMap<String, String> metadata = new TreeMap<>();
    metadata.put("scenario", scenario.name());
    metadata.put("seed", Long.toString(scenario.seed()));
    metadata.put("view", scenario.agents().view().label());
    try {
      return new ContainerBatches(
          file,
          CallBatchContainerWriter.open(
              file, new ContainerSettings(scenario.seed(), Compression.ZSTD, metadata)));
    } catch (IOException e) {
      throw broken(file, e);
    }
  }

  @Override
  public void write(
      BatchHeader header, SignatureTable signatures, CallColumns calls, int from, int to)
      throws BrokenOutputException {
    try {
      container.append(encoder.encode(header, signatures, calls, from, to));
    } catch (IOException e) {
      throw broken(file, e);
    }
  }

  /** The file is whole only after this. */
  public void finish() throws BrokenOutputException {
    try {
      container.close();
    } catch (IOException e) {
      throw broken(file, e);
    }
  }

  /** Gives up what was not finished. */
  @Override
  public void close() {
    try {
      container.close();
    } catch (IOException e) {
      // write() or finish() has already reported a broken file.
    }
  }

  static BrokenOutputException broken(Path file, IOException cause) {
    return new BrokenOutputException(
        "%s: cannot be written: %s".formatted(file, cause.getMessage()), cause);
  }
}
