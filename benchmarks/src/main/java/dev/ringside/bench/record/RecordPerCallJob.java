package dev.ringside.bench.record;

import dev.ringside.bench.kafka.Span;
import dev.ringside.bench.wire.RecordedCall;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.formats.avro.AvroDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/**
 * What the Flink documentation leads a user to: an Avro record a call, event time from the record,
 * keyed by deployment, collective and size, summed in tumbling windows of 10 s. Reads one backlog
 * and ends with it.
 */
public final class RecordPerCallJob {

  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(2);
  private static final long NS_PER_MS = 1_000_000;

  private RecordPerCallJob() {}

  /** Builds the graph in {@code env}. */
  public static void define(
      StreamExecutionEnvironment env, String brokers, Span span, Sink<WindowSum> sums) {
    env.fromSource(
            source(brokers, span),
            WatermarkStrategy.<RecordedCall>forBoundedOutOfOrderness(OUT_OF_ORDERNESS)
                .withTimestampAssigner((call, recordTime) -> call.getStartNs() / NS_PER_MS),
            "calls")
        .uid("calls")
        .keyBy(
            call -> Tuple3.of(call.getDeployment(), call.getCollective(), call.getBytes()),
            Types.TUPLE(Types.STRING, Types.STRING, Types.LONG))
        .window(TumblingEventTimeWindows.of(WINDOW))
        .aggregate(
            new CallSum.Adding(),
            new WindowSum.Naming(),
            TypeInformation.of(CallSum.class),
            TypeInformation.of(WindowSum.class))
        .uid("windows")
        .sinkTo(sums)
        .uid("sums");
  }

  private static KafkaSource<RecordedCall> source(String brokers, Span span) {
    return KafkaSource.<RecordedCall>builder()
        .setBootstrapServers(brokers)
        .setGroupId("bench-record-per-call")
        .setProperty("isolation.level", "read_committed")
        .setProperty("register.consumer.metrics", "false")
        .setPartitions(Set.copyOf(span.partitions()))
        .setStartingOffsets(OffsetsInitializer.offsets(span.begin()))
        .setBounded(OffsetsInitializer.offsets(span.end()))
        .setValueOnlyDeserializer(AvroDeserializationSchema.forSpecific(RecordedCall.class))
        .build();
  }
}
