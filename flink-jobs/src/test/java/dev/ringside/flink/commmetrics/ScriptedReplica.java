package dev.ringside.flink.commmetrics;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.schemas.topic.RecordKey;
import java.util.List;
import java.util.OptionalInt;

/**
 * Records of two tensor ranks of a two-layer model on vLLM V0, whose source names no ranks: the
 * first pass of 16 tokens, the rest of one. A pass is five all-reduces and a gather; passes start
 * 100 ms apart.
 */
final class ScriptedReplica {

  static final int CALLS_A_PASS = 6;
  static final long PASS_NS = 100_000_000;

  private final String runId;
  private final List<Integer> runRanks;
  private final long startNs;

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
        new ModelShape("tiny", 2, 8, 64, 2),
        Engine.VLLM_V0,
        new ParallelLayout(2, 1, 1),
        DataType.BFLOAT16,
        OptionalInt.of(1),
        "unknown");
  }

  /** {@code rank}'s batches of {@code passesABatch} passes each; the last one ends the stream. */
  List<Record> batches(String deployment, int rank, int passes, int passesABatch) {
    SyntheticReplica played =
        new SyntheticReplica(
            deployment(deployment),
            0,
            Habits.VLLM_V0.anonymous(),
            SyntheticReplica.request(16, passes),
            startNs,
            PASS_NS);
    byte[] key = new RecordKey(deployment, 0, rank).bytes();
    return new SyntheticAgent(played, 0, deployment, runId, runRanks)
        .batches(rank, passesABatch * CALLS_A_PASS).stream()
            .map(batch -> new Record(key, SyntheticAgent.bytes(batch)))
            .toList();
  }
}
