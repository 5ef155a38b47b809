package dev.ringside.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KafkaProcessIT {
  @Test
  void deliversFromAnotherJvm() {
    long begin = System.nanoTime();
    try (KafkaProcess kafka = KafkaProcess.start()) {
      System.out.printf("KafkaProcess up in %.1f s%n", (System.nanoTime() - begin) / 1e9);
      RoundTrip.assertDelivers(kafka);
    }
  }

  @Test
  void aKilledBrokerIsGone() {
    try (KafkaProcess kafka = KafkaProcess.start()) {
      kafka.createTopic("t", 1, java.util.Map.of());
      kafka.kill();
      assertThatThrownBy(() -> RoundTrip.send(kafka, "t", "k", "v"))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
