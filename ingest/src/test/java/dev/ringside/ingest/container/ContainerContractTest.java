package dev.ringside.ingest.container;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.TraceReaderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class ContainerContractTest extends TraceReaderContract {

  @TempDir Path scratch;

  @Override
  protected TraceReader reader() {
    return new ContainerReader();
  }

  @Override
  protected String fileName() {
    return "calls.avro";
  }

  @Override
  protected boolean holdsSeveralRanks() {
    return true;
  }

  @Override
  protected byte[] sample(List<Integer> ranks, List<Integer> startsMs) throws IOException {
    ContainerText text = new ContainerText().withoutRejected();
    ranks.forEach(rank -> text.batch(rank, 0, 0, calls(startsMs, 0)));
    return bytes(text);
  }

  private static CallColumns calls(List<Integer> startsMs, long firstNumber) {
    CallColumns calls = new CallColumns();
    for (int start : startsMs) {
      calls.add(
          0,
          ContainerText.RECORDED + start * ContainerText.MS,
          300_000,
          firstNumber + calls.size());
    }
    return calls;
  }

  /** The key of a batch is its number: one that comes again repeats what was said. */
  @Override
  protected byte[] duplicateKeys() throws IOException {
    return bytes(
        new ContainerText()
            .withoutRejected()
            .batch(0, 4, 0, calls(STARTS_MS, 0))
            .batch(0, 4, 0, calls(STARTS_MS, 0))
            .batch(0, 3, 0, calls(STARTS_MS, 0)));
  }

  @Override
  protected byte[] unknownKeys() throws IOException {
    return bytes(
        new ContainerText().withoutRejected().batch(0, 0, 0, calls(STARTS_MS, 0)),
        Map.of("from.the.future", "{}"));
  }

  @Override
  protected byte[] largestNumbers() throws IOException {
    return bytes(
        new ContainerText()
            .withoutRejected()
            .batch(0, Long.MAX_VALUE, 0, calls(STARTS_MS, Long.MAX_VALUE - STARTS_MS.size())));
  }

  /** A container has no lines: what is huge here is the metadata in front of the calls. */
  @Override
  protected byte[] hugeLine() throws IOException {
    String large = "x".repeat((1 << 22) - 1);
    return bytes(
        new ContainerText().withoutRejected().batch(0, 0, 0, calls(STARTS_MS, 0)),
        Map.of("a", large, "b", large));
  }

  private byte[] bytes(ContainerText text) throws IOException {
    return bytes(text, Map.of());
  }

  private byte[] bytes(ContainerText text, Map<String, String> metadata) throws IOException {
    return Files.readAllBytes(text.writeTo(scratch.resolve("calls.avro"), metadata));
  }
}
