package dev.ringside.agent.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.agent.config.AgentConfig;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.schemas.iteration.IterationBatch;
import dev.ringside.schemas.iteration.IterationBatchCodec;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.KafkaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that follows a server's log alone, stopped and started, before a real broker. */
class ToldPassesIT {

  private static final String LINE =
      "INFO 11-27 12:33:45 Engine 000: Iteration(%d): 0 context requests, 0 context tokens, 3"
          + " generation requests, 3 generation tokens, iteration elapsed time: 41.35 ms\n";

  @TempDir private Path folder;

  @Test
  void whatTheEngineTellsIsOnTheTopicOnce() throws Exception {
    try (KafkaProcess kafka = KafkaProcess.start()) {
      kafka.createTopic(Topics.ITERATIONS, 1, Map.of());
      AgentConfig config =
          AgentConfig.read(
              Files.writeString(
                  folder.resolve("agent.yaml"),
                  """
                  deployment: llama
                  kafka: {brokers: "%s"}
                  iterations: [{files: server.log, replica: 3}]
                  spool: {directory: spool}
                  every: 100ms
                  metrics: {port: 0}
                  """
                      .formatted(kafka.bootstrapServers())));
      List<IterationBatch> batches = new ArrayList<>();
      try (KafkaConsumer<byte[], byte[]> reader = reader(kafka.bootstrapServers())) {
        for (int start = 0; start < 2; start++) {
          write(50 * start, 50);
          try (Agent agent = Agent.start(config)) {
            while (passes(batches).size() < 50 * (start + 1)) {
              take(reader, batches);
            }
            assertThat(agent.published().delivered().batches()).isPositive();
          }
        }
      }

      assertThat(passes(batches))
          .containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
      assertThat(batches)
          .allMatch(batch -> batch.origin().replica() == 3)
          .extracting(IterationBatch::sequence)
          .containsExactlyElementsOf(LongStream.range(0, batches.size()).boxed().toList());
    }
  }

  private void write(int from, int lines) throws Exception {
    for (int i = from; i < from + lines; i++) {
      Files.writeString(
          folder.resolve("server.log"),
          LINE.formatted(i),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private static List<Long> passes(List<IterationBatch> batches) {
    return batches.stream()
        .flatMap(batch -> batch.iterations().stream())
        .map(Iteration::number)
        .toList();
  }

  private static KafkaConsumer<byte[], byte[]> reader(String brokers) {
    KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    TopicPartition only = new TopicPartition(Topics.ITERATIONS, 0);
    reader.assign(List.of(only));
    reader.seekToBeginning(List.of(only));
    return reader;
  }

  private static void take(KafkaConsumer<byte[], byte[]> reader, List<IterationBatch> batches)
      throws Exception {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
      assertThat(new String(record.key(), UTF_8)).isEqualTo("llama/3");
      batches.add(IterationBatchCodec.decode(record.value()));
    }
  }
}
