package dev.ringside.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class KafkaQuorumIT {

  @Test
  void threeBrokersAreOneClusterThatKeepsThreeReplicas() throws Exception {
    try (KafkaQuorum kafka = KafkaQuorum.start(3)) {
      RoundTrip.assertDelivers(kafka);
      kafka.createTopic("kept", 3, Map.of());

      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(client)) {
        assertThat(admin.describeCluster().nodes().get()).hasSize(3);
        assertThat(admin.describeTopics(List.of("kept")).allTopicNames().get())
            .extractingByKey("kept")
            .satisfies(
                topic ->
                    assertThat(topic.partitions())
                        .hasSize(3)
                        .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3)));
      }
      assertThat(kafka.pids()).doesNotHaveDuplicates().hasSize(3);
    }
  }
}
