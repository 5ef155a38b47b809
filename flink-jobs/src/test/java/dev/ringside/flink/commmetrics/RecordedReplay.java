package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.flink.AgentBytes;
import dev.ringside.schemas.topic.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** What a run of two ranks leaves in Kafka: one pass a second, three halves of a pass a batch. */
final class RecordedReplay {

  static final String RUN = "run-1";
  static final int PASSES = 60;
  static final long CALLS = 2L * PASSES * SlicedReplica.CALLS_A_PASS;
  private static final int CALLS_A_BATCH = SlicedReplica.CALLS_A_PASS * 3 / 2;

  private RecordedReplay() {}

  /** A deployment whose two ranks lie in different partitions of the calls. */
  static String acrossPartitions(String prefix) {
    return named(prefix, 2);
  }

  /** A deployment whose two ranks share a partition. */
  static String inOnePartition(String prefix) {
    return named(prefix, 1);
  }

  private static String named(String prefix, long partitions) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> prefix + "-" + i)
        .filter(
            name ->
                SlicedReplica.RANKS.stream()
                        .map(rank -> partitionOf(new RecordKey(name, 0, rank)))
                        .distinct()
                        .count()
                    == partitions)
        .findFirst()
        .orElseThrow();
  }

  /** As Kafka's default partitioner places it. */
  static int partitionOf(RecordKey key) {
    return BuiltInPartitioner.partitionForKey(key.bytes(), JobUnderTest.PARTITIONS);
  }

  /** Batches of both ranks in turn, with one repeated and one that nobody can read. */
  static List<ScriptedReplica.Record> of(String deployment, long afterSeconds) {
    SyntheticReplica played = SlicedReplica.played(deployment, PASSES, afterSeconds);
    SyntheticAgent agent = SyntheticAgent.replaying(played, RUN);
    List<ScriptedReplica.Record> records = inTurn(agent);
    records.add(12, records.get(8));
    records.add(20, new ScriptedReplica.Record(records.get(0).key(), "rubbish".getBytes(UTF_8)));
    return records;
  }

  static List<ScriptedReplica.Record> inTurn(SyntheticAgent agent) {
    List<List<CallBatch>> byRank =
        agent.played().ranks().stream().map(rank -> agent.batches(rank, CALLS_A_BATCH)).toList();
    List<ScriptedReplica.Record> records = new ArrayList<>();
    for (int batch = 0; batch < byRank.get(0).size(); batch++) {
      for (List<CallBatch> ofRank : byRank) {
        records.add(record(ofRank.get(batch)));
      }
    }
    return records;
  }

  private static ScriptedReplica.Record record(CallBatch batch) {
    RecordKey key =
        new RecordKey(batch.header().deployment(), batch.header().replica(), batch.header().rank());
    return new ScriptedReplica.Record(key.bytes(), AgentBytes.of(batch));
  }
}
