package dev.ringside.bench.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What the brokers know: where topics end, where groups are, how many bytes lie on disk. */
public final class Offsets implements AutoCloseable {

  private final Admin admin;

  public Offsets(String brokers) {
    admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers));
  }

  /** All partitions of a topic of that many. */
  public static List<TopicPartition> partitions(String topic, int count) {
    return IntStream.range(0, count).mapToObj(i -> new TopicPartition(topic, i)).toList();
  }

  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> found = get(admin.listOffsets(latest).all());
    found.forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  /** Sets where a group without members will begin. */
  public void position(String group, Map<TopicPartition, Long> at) throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    at.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    get(admin.alterConsumerGroupOffsets(group, offsets).all());
  }

  /** What a group has committed. */
  public Map<TopicPartition, Long> committed(String group) throws InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
    return offsets;
  }

  /** Bytes of a topic's leaders' logs, as they are stored and as they travel. */
  public long bytes(String topic) throws InterruptedException {
    List<Integer> brokers = get(admin.describeCluster().nodes()).stream().map(n -> n.id()).toList();
    Map<Integer, Map<String, LogDirDescription>> folders =
        get(admin.describeLogDirs(brokers).allDescriptions());
    return folders.values().stream()
        .flatMap(broker -> broker.values().stream())
        .flatMap(folder -> folder.replicaInfos().entrySet().stream())
        .filter(replica -> replica.getKey().topic().equals(topic))
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }

  private static <T> T get(KafkaFuture<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka: " + e.getCause().getMessage(), e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
