package dev.ringside.ingest.container;

import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.container.CallBatchContainerWriter;
import dev.ringside.schemas.container.ContainerSettings;
import dev.ringside.schemas.wire.container.Compression;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A container under test, batch by batch; what is not said of a batch is as it was before. */
public final class ContainerText {

  static final long MS = 1_000_000L;

  /** Of the first call of a batch at 0 ms; a whole number of microseconds. */
  static final long RECORDED = 1_700_000_000_123_456_000L;

  private final SignatureTable signatures = new SignatureTable();
  private final List<byte[]> batches = new ArrayList<>();
  private String deployment = "";
  private int ranksOfAReplica = Integer.MAX_VALUE;
  private String run = "agent-run-1";
  private int unitNs = 1;
  private boolean ends;
  private boolean refused = true;

  public ContainerText() {
    signatures.idOf(
        new CallSignature(
            new Communicator("0", 2, List.of(0, 1)),
            Collective.ALL_REDUCE,
            DataType.BFLOAT16,
            512,
            Transport.NCCL,
            TimingQuality.GPU_NS,
            CallSignature.NO_PEER,
            0));
  }

  ContainerText deployment(String name, int ranks) {
    deployment = name;
    ranksOfAReplica = ranks;
    return this;
  }

  ContainerText run(String id) {
    run = id;
    return this;
  }

  ContainerText unit(int ns) {
    unitNs = ns;
    return this;
  }

  ContainerText ending(boolean endOfStream) {
    ends = endOfStream;
    return this;
  }

  /** No batch tells of refused events; otherwise each number 0 tells of two. */
  ContainerText withoutRejected() {
    refused = false;
    return this;
  }

  /** One call a millisecond from {@code fromMs} on, each of 300 µs. */
  public ContainerText batch(int rank, long sequence, int fromMs, int calls) {
    CallColumns columns = new CallColumns(Math.max(1, calls));
    for (int i = 0; i < calls; i++) {
      columns.add(0, RECORDED + (fromMs + i) * MS, 300_000, fromMs + i);
    }
    return batch(rank, sequence, fromMs, columns);
  }

  ContainerText batch(int rank, long sequence, int fromMs, CallColumns columns) {
    BatchHeader header =
        new BatchHeader(
            new BatchOrigin(
                deployment,
                rank / ranksOfAReplica,
                rank,
                "simulated-agent",
                run,
                "host" + rank,
                List.of()),
            new BatchUnits("gpu", unitNs, unitNs),
            sequence,
            ends,
            new BatchContents(
                refused && sequence == 0 ? new TreeMap<>(Map.of("lost", 2L)) : new TreeMap<>(),
                0,
                RECORDED + fromMs * MS,
                RECORDED + fromMs * MS));
    batches.add(new CallBatchEncoder().encode(header, signatures, columns, 0, columns.size()));
    return this;
  }

  public Path writeTo(Path file) throws IOException {
    return writeTo(file, Map.of());
  }

  Path writeTo(Path file, Map<String, String> metadata) throws IOException {
    ContainerSettings settings =
        new ContainerSettings(1, Compression.ZSTD, new TreeMap<>(metadata));
    try (CallBatchContainerWriter writer = CallBatchContainerWriter.open(file, settings)) {
      for (byte[] batch : batches) {
        writer.append(batch);
      }
    }
    return file;
  }
}
