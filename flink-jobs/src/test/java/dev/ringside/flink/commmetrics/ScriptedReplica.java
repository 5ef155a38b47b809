package dev.ringside.flink.commmetrics;

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
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Two tensor ranks of a two-layer model on vLLM V0, played call by call: the first pass of 16
 * tokens, the rest of one. A pass is five all-reduces and a gather, 100 ms apart.
 */
final class ScriptedReplica {

  static final int CALLS_A_PASS = 6;
  static final long PASS_NS = 100_000_000;

  private static final int HIDDEN = 8;
  private static final int VOCABULARY = 64;
  private static final int PROMPT = 16;

  private final String runId;
  private final List<Integer> runRanks;
  private final long startNs;
  private final CallBatchEncoder encoder = new CallBatchEncoder();

  ScriptedReplica(String runId, List<Integer> runRanks, long startNs) {
    this.runId = runId;
    this.runRanks = runRanks;
    this.startNs = startNs;
  }

  /** One record for Kafka. */
  record Record(byte[] key, byte[] value) {}

  static Deployment deployment(String name) {
    return new Deployment(
        name,
        new ModelShape("tiny", 2, HIDDEN, VOCABULARY, 2),
        Engine.VLLM_V0,
        new ParallelLayout(2, 1, 1),
        DataType.BFLOAT16,
        OptionalInt.of(1),
        "unknown");
  }

  /** {@code rank}'s batches of {@code passesABatch} passes each; the last one ends the stream. */
  List<Record> batches(String deployment, int rank, int passes, int passesABatch) {
    List<Record> records = new ArrayList<>();
    SignatureTable signatures = new SignatureTable();
    for (int first = 0; first < passes; first += passesABatch) {
      int past = Math.min(passes, first + passesABatch);
      CallColumns calls = new CallColumns();
      for (int pass = first; pass < past; pass++) {
        play(signatures, calls, pass);
      }
      records.add(record(deployment, rank, records.size(), past == passes, signatures, calls));
    }
    return records;
  }

  private void play(SignatureTable signatures, CallColumns calls, int pass) {
    long tokens = pass == 0 ? PROMPT : 1;
    long time = startNs + pass * PASS_NS;
    for (int i = 0; i < CALLS_A_PASS - 1; i++) {
      int id = signatures.idOf(signature(Collective.ALL_REDUCE, tokens * HIDDEN));
      calls.add(id, time + i * 1_000_000L, 20_000, calls.size());
    }
    int logits = signatures.idOf(signature(Collective.GATHER, VOCABULARY / 2));
    calls.add(logits, time + 10_000_000L, 30_000, calls.size());
  }

  private static CallSignature signature(Collective collective, long elements) {
    return new CallSignature(
        Communicator.UNKNOWN,
        collective,
        DataType.BFLOAT16,
        elements,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }

  private Record record(
      String deployment,
      int rank,
      long sequence,
      boolean last,
      SignatureTable signatures,
      CallColumns calls) {
    BatchHeader header =
        new BatchHeader(
            new BatchOrigin(deployment, 0, rank, "scripted", runId, "host", runRanks),
            new BatchUnits("gpu", 1, 1),
            sequence,
            last,
            BatchContents.nothingAt(0));
    return new Record(
        new RecordKey(deployment, 0, rank).bytes(),
        encoder.encode(header, signatures, calls, 0, calls.size()));
  }
}
