package dev.ringside.flink.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Tenant;
import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.InVmKafka;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From Kafka through Flink to Kafka, with the job's real ends, Kryo off. */
class KafkaEndsIT {
  private static final int PARTITIONS = 2;
  private static final int RECORDS_EACH = 50;

  private static InVmKafka kafka;

  @BeforeAll
  static void start() {
    kafka = InVmKafka.start();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void carriesRecordsUnreadAndInOrderAndFindsTheTopicOfANewTenant() throws Exception {
    Topic calls = Topic.create(kafka, Topics.CALLS, PARTITIONS);
    Topic reports = Topic.create(kafka, Topics.REPORTS, 1);
    Topic deadLetters = Topic.create(kafka, Topics.DEAD_LETTERS, 1);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      calls.append(partition, numbered(partition));
    }

    JobClient job = identityJob(new KafkaEnds(kafka.bootstrapServers(), "it", Map.of()));
    try {
      assertOrdered(reports.read(PARTITIONS * RECORDS_EACH));
      assertAddressed(deadLetters.read(PARTITIONS * RECORDS_EACH));

      Topic ofNewTenant = Topic.create(kafka, Topics.calls(new Tenant("new")), 1);
      ofNewTenant.append(0, List.of(new KeyedBytes(new byte[] {9}, new byte[] {1})));
      Topic.create(kafka, "ringside.callsign", 1)
          .append(0, List.of(new KeyedBytes(new byte[] {8}, new byte[] {1})));
      assertThat(reports.read(PARTITIONS * RECORDS_EACH + 1))
          .as("a tenant's topic that came while the job ran")
          .anyMatch(report -> report.key()[0] == 9)
          .noneMatch(report -> report.key()[0] == 8);
    } finally {
      job.cancel().get();
    }
  }

  private static List<KeyedBytes> numbered(int partition) {
    byte[] key = {(byte) partition};
    return IntStream.range(0, RECORDS_EACH)
        .mapToObj(i -> new KeyedBytes(key, new byte[] {(byte) i, (byte) 0xff}))
        .toList();
  }

  private static JobClient identityJob(KafkaEnds ends) throws Exception {
    JobSettings settings = JobSettings.parse("--brokers=unused", "--parallelism=" + PARTITIONS);
    Configuration flink = FlinkSettings.embeddedCluster(0);
    flink.addAll(FlinkSettings.failingFast(FlinkSettings.job(settings)));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(PARTITIONS, flink);
    DataStream<KafkaRecord> calls =
        env.fromSource(ends.calls(), WatermarkStrategy.noWatermarks(), "calls").uid("calls");
    calls
        .keyBy(KafkaRecord::partition)
        .map(new ToReport())
        .returns(Codecs.KEYED_BYTES)
        .uid("report")
        .sinkTo(ends.reports())
        .uid("reports");
    calls
        .rebalance()
        .map(new ToDeadLetter())
        .returns(Codecs.DEAD_LETTER)
        .uid("letter")
        .sinkTo(ends.deadLetters())
        .uid("dead-letters");
    return env.executeAsync("identity");
  }

  private static void assertOrdered(
      List<org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]>> reports) {
    Map<Integer, Integer> next = new HashMap<>();
    for (var report : reports) {
      int partition = report.key()[0];
      int expected = next.merge(partition, 1, Integer::sum) - 1;
      assertThat(report.value()).containsExactly(expected, 0xff);
    }
    assertThat(next).isEqualTo(Map.of(0, RECORDS_EACH, 1, RECORDS_EACH));
  }

  private static void assertAddressed(
      List<org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]>> letters) {
    assertThat(letters)
        .allSatisfy(
            letter -> {
              Map<String, byte[]> headers = new HashMap<>();
              Arrays.stream(letter.headers().toArray())
                  .forEach(h -> headers.put(h.key(), h.value()));
              assertThat(text(headers.get("reason"))).isEqualTo("test");
              assertThat(text(headers.get("detail"))).isEqualTo("none");
              assertThat(text(headers.get("offset"))).isEqualTo("" + letter.value()[0]);
              assertThat(text(headers.get("partition"))).matches("[01]");
            });
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static final class ToReport implements MapFunction<KafkaRecord, KeyedBytes> {
    @Override
    public KeyedBytes map(KafkaRecord record) {
      return new KeyedBytes(record.key(), record.value());
    }
  }

  private static final class ToDeadLetter implements MapFunction<KafkaRecord, DeadLetter> {
    @Override
    public DeadLetter map(KafkaRecord record) {
      return new DeadLetter(
          "test", record.topic(), record.partition(), record.offset(), "none", record.value());
    }
  }
}
