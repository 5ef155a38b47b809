package dev.ringside.flink.commmetrics;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.flink.AgentBytes;
import dev.ringside.schemas.topic.RecordKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches a second through the operator in one thread, on either backend in turn: no Kafka, no
 * network, no checkpoints. For the figure in docs/operations.md; not a test.
 */
final class BackendRates {

  private static final int ROUNDS = 7;
  private static final int PASSES = 4_000;
  private static final int CALLS_A_BATCH = 1_000;
  private static final long PASS_NS = 20_000_000;

  private record Record(byte[] key, byte[] value, long startNs) {}

  private BackendRates() {}

  public static void main(String[] args) throws Exception {
    Deployment deployment = Deployments.toy(Engine.VLLM, 8, 1);
    List<Record> records = records(deployment);
    for (int round = 0; round < ROUNDS; round++) {
      for (Backend backend : Backend.values()) {
        System.out.printf(
            "round %d, %s: %,d batches, %,.0f a second%n",
            round, backend.type(), records.size(), rate(backend, deployment, records));
      }
    }
  }

  private static List<Record> records(Deployment deployment) {
    SyntheticReplica played =
        new SyntheticReplica(
            deployment,
            0,
            Habits.VLLM,
            SyntheticReplica.request(128, PASSES),
            SlicedReplica.START_NS,
            PASS_NS);
    SyntheticAgent agent = SyntheticAgent.live(played, "run");
    List<List<CallBatch>> byRank =
        played.ranks().stream().map(rank -> agent.batches(rank, CALLS_A_BATCH)).toList();
    List<Record> inTurn = new ArrayList<>();
    for (int batch = 0; batch < byRank.get(0).size(); batch++) {
      for (List<CallBatch> ofRank : byRank) {
        inTurn.add(record(ofRank.get(batch)));
      }
    }
    return inTurn;
  }

  private static Record record(CallBatch batch) {
    RecordKey key =
        new RecordKey(batch.header().deployment(), batch.header().replica(), batch.header().rank());
    return new Record(key.bytes(), AgentBytes.of(batch), batch.header().firstStartNs());
  }

  private static double rate(Backend backend, Deployment deployment, List<Record> records)
      throws Exception {
    try (ReplicaOperator operator = ReplicaOperator.opened(backend)) {
      operator.deploy(deployment);
      long began = System.nanoTime();
      for (Record record : records) {
        operator.receive(record.key(), record.value());
        operator.readUpTo(record.startNs());
      }
      return records.size() * 1e9 / (System.nanoTime() - began);
    }
  }
}
