package dev.ringside.schemas.container;

import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.batch.ArbitraryBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Containers in memory. */
final class Containers {

  private Containers() {}

  static List<byte[]> arbitraryBatches(long seed, int count) {
    return LongStream.range(seed * 1000, seed * 1000 + count)
        .mapToObj(each -> new ArbitraryBatch(each).encoded())
        .toList();
  }

  static byte[] written(ContainerSettings settings, List<byte[]> batches) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CallBatchContainerWriter writer = CallBatchContainerWriter.open(bytes, settings)) {
      for (byte[] batch : batches) {
        writer.append(batch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static CallBatchContainerReader open(byte[] container) throws MalformedContainerException {
    try {
      return CallBatchContainerReader.open(new ByteArrayInputStream(container));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All records, to the end or to the damage. */
  static List<byte[]> records(byte[] container) throws MalformedContainerException {
    List<byte[]> records = new ArrayList<>();
    try (CallBatchContainerReader reader = open(container)) {
      for (Optional<byte[]> next = reader.nextRecord();
          next.isPresent();
          next = reader.nextRecord()) {
        records.add(next.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("there is no storage that could fail", e);
    }
    return records;
  }

  /** Decodes all batches; returns their number. */
  static int decoded(byte[] container) throws MalformedContainerException {
    int batches = 0;
    try (CallBatchContainerReader reader = open(container)) {
      while (reader.next().isPresent()) {
        batches++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("there is no storage that could fail", e);
    }
    return batches;
  }
}
