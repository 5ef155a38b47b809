package dev.ringside.flink.commmetrics;

import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.kafka.KafkaEnds;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.stage.DeadLetters;
import dev.ringside.flink.stage.DeploymentStore;
import dev.ringside.flink.time.AppendTimeWatermarks;
import dev.ringside.flink.time.TimelessWatermarks;
import dev.ringside.flink.type.Codecs;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The production graph: batches in, reports out.
 *
 * <pre>
 * calls ───────┬─by replica──▶ replicas ──▶ reports
 * iterations ──┘                ▲ └─▶ findings, dead letters, late calls
 * deployments ──────broadcast───┘
 * </pre>
 */
public final class CommMetricsJob {

  private CommMetricsJob() {}

  /**
   * Builds the graph in {@code env}.
   *
   * @return the stream of reports, whose side output {@link HostedLateCalls#LATE} has late calls
   *     one by one; the job itself only counts them
   */
  public static SingleOutputStreamOperator<KeyedBytes> define(
      StreamExecutionEnvironment env, KafkaEnds ends, JobSettings settings) {
    BroadcastStream<KafkaRecord> deployments =
        env.fromSource(ends.deployments(), new TimelessWatermarks(), "deployments")
            .uid("deployments")
            .setParallelism(1)
            .broadcast(DeploymentStore.STATE);

    DataStream<KafkaRecord> iterations =
        env.fromSource(ends.iterations(), new TimelessWatermarks(), "iterations")
            .uid("iterations")
            .setParallelism(1);

    SingleOutputStreamOperator<KeyedBytes> reports =
        env.fromSource(ends.calls(), AppendTimeWatermarks.of(settings.time()), "calls")
            .uid("calls")
            .union(iterations)
            .keyBy(ReplicaStage::keyOf, Types.STRING)
            .connect(deployments)
            .process(new ReplicaStage(settings.time(), settings.windows()), Codecs.KEYED_BYTES)
            .name("replicas")
            .uid("replicas");

    reports.sinkTo(ends.reports()).name("reports").uid("reports");
    reports
        .getSideOutput(HostedBooks.FINDINGS)
        .sinkTo(ends.findings())
        .name("findings")
        .uid("findings");
    reports
        .getSideOutput(DeadLetters.TAG)
        .sinkTo(ends.deadLetters())
        .name("dead letters")
        .uid("dead-letters");
    return reports;
  }
}
