package dev.ringside.bench;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.batch.DecodeTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * {@link DecodeTrace} in many batches a rank, at 1 µs and 100 ns, as they would lie in Kafka: all
 * ranks' first batches, then all ranks' second, and so on.
 */
final class DecodeRecording {

  /** Passes of each rank in the whole recording: some 8 s of event time. */
  static final int PASSES = 800;

  static final int CALLS = DecodeTrace.RANKS * PASSES * DecodeTrace.CALLS_A_STEP;

  static final Deployment DEPLOYMENT =
      new Deployment(
          "llama-70b",
          new ModelShape("llama-3.1-70b", 80, 8192, 128256, 2),
          Engine.VLLM,
          new ParallelLayout(DecodeTrace.RANKS, 1, 1),
          DataType.BFLOAT16,
          OptionalInt.empty(),
          "unknown");

  private DecodeRecording() {}

  /** Records in the order in which they would be polled. */
  static List<byte[]> records(int passesABatch) {
    List<List<byte[]>> ofRanks = new ArrayList<>();
    for (int rank = 0; rank < DecodeTrace.RANKS; rank++) {
      ofRanks.add(recordsOf(rank, passesABatch));
    }
    List<byte[]> records = new ArrayList<>();
    for (int batch = 0; batch < ofRanks.get(0).size(); batch++) {
      for (List<byte[]> ofRank : ofRanks) {
        records.add(ofRank.get(batch));
      }
    }
    return records;
  }

  private static List<byte[]> recordsOf(int rank, int passesABatch) {
    DecodeTrace trace = new DecodeTrace();
    CallColumns calls = trace.rank(rank, PASSES);
    CallBatchEncoder encoder = new CallBatchEncoder();
    int callsABatch = passesABatch * DecodeTrace.CALLS_A_STEP;
    List<byte[]> records = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += callsABatch) {
      int to = Math.min(from + callsABatch, calls.size());
      BatchHeader header = DecodeTrace.header(rank, 1000, 100).numbered(records.size());
      records.add(encoder.encode(header, trace.signatures(), calls, from, to));
    }
    return records;
  }
}
