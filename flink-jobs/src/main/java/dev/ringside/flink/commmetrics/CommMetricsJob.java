package dev.ringside.flink.commmetrics;

import dev.ringside.core.books.LateCalls;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.deadletter.DeadLetter;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The production graph: batches in, reports out.
 *
 * <pre>
 * calls ──by rank──▶ slice ranks ──by replica──▶ keep books ──▶ reports
 *                        ▲    └─▶ dead letters       └─▶ late calls
 * deployments ─broadcast─┘
 * </pre>
 *
 * <p>Between the two steps goes one {@link RankEvent} a record, never a call.
 */
public final class CommMetricsJob {

  private CommMetricsJob() {}

  /** Where the job reads. */
  public record Sources(Source<KafkaRecord, ?, ?> calls, Source<KafkaRecord, ?, ?> deployments) {}

  /** Where the job writes. */
  public record Sinks(
      Sink<KeyedBytes> reports, Sink<DeadLetter> deadLetters, Sink<LateCalls> late) {}

  /** Builds the graph in {@code env}; a pure function of its ends. */
  public static void define(
      StreamExecutionEnvironment env, Sources sources, Sinks sinks, WindowSettings settings) {
    BroadcastStream<KafkaRecord> deployments =
        env.fromSource(sources.deployments(), new TimelessWatermarks(), "deployments")
            .uid("deployments")
            .setParallelism(1)
            .broadcast(SliceRanks.DEPLOYMENTS);

    SingleOutputStreamOperator<RankEvent> slices =
        env.fromSource(sources.calls(), BatchWatermarks.of(settings), "calls")
            .uid("calls")
            .keyBy(SliceRanks::keyOf, Types.STRING)
            .connect(deployments)
            .process(new SliceRanks(settings), Codecs.RANK_EVENT)
            .name("slice ranks")
            .uid("slice-ranks");

    SingleOutputStreamOperator<KeyedBytes> reports =
        slices
            .keyBy(KeepBooks::keyOf, Types.STRING)
            .process(new KeepBooks(settings), Codecs.KEYED_BYTES)
            .name("keep books")
            .uid("keep-books");

    reports.sinkTo(sinks.reports()).name("reports").uid("reports");
    reports
        .getSideOutput(HostedLateCalls.LATE)
        .sinkTo(sinks.late())
        .name("late calls")
        .uid("late-calls");
    slices
        .getSideOutput(SliceRanks.DEAD_LETTERS)
        .sinkTo(sinks.deadLetters())
        .name("dead letters")
        .uid("dead-letters");
  }
}
