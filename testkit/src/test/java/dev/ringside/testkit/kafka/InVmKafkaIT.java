package dev.ringside.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.testkit.process.FreePorts;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InVmKafkaIT {
  private static InVmKafka kafka;

  @BeforeAll
  static void start() {
    long begin = System.nanoTime();
    kafka = InVmKafka.start();
    System.out.printf("InVmKafka up in %.1f s%n", (System.nanoTime() - begin) / 1e9);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void deliversWhatWasSent() {
    RoundTrip.assertDelivers(kafka);
  }

  @Test
  void refusesToInventTopics() {
    assertThatThrownBy(() -> RoundTrip.send(kafka, "nobody-created-this", "k", "v"))
        .hasMessageContaining("nobody-created-this");
  }

  @Test
  void saysWhyATopicIsRefused() {
    kafka.createTopic("twice", 1, Map.of());
    assertThatThrownBy(() -> kafka.createTopic("twice", 1, Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already exists");
  }

  @Test
  void aBusyPortIsAnExceptionAndNotTheEndOfTheJvm(@TempDir Path data) {
    int busy = Integer.parseInt(kafka.bootstrapServers().replaceFirst(".*:", ""));
    var settings =
        BrokerProperties.alone(BrokerProperties.Addresses.loopback(busy, FreePorts.next()), data);

    assertThatThrownBy(() -> RaftBroker.start(settings, BrokerProperties.CLUSTER_ID))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Kafka did not start on PLAINTEXT://127.0.0.1:" + busy)
        .hasMessageContaining("in use");
    RoundTrip.assertDelivers(kafka);
  }

  @Test
  void severalRunSideBySide() {
    long begin = System.nanoTime();
    try (InVmKafka second = InVmKafka.start()) {
      System.out.printf("second InVmKafka up in %.1f s%n", (System.nanoTime() - begin) / 1e9);
      assertThat(second.bootstrapServers()).isNotEqualTo(kafka.bootstrapServers());
      RoundTrip.assertDelivers(second);
    }
    RoundTrip.assertDelivers(kafka);
  }
}
