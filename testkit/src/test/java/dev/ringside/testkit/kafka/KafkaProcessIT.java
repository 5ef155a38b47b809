package dev.ringside.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
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

  /** Kafka's own default of 9 s, and 30 s as it was here before, would take longer. */
  @Test
  void aKilledBrokerServesAgainWithinSecondsWithWhatItHad() {
    try (KafkaProcess kafka = KafkaProcess.start()) {
      kafka.createTopic("t", 1, Map.of());
      RoundTrip.send(kafka, "t", "k", "before");
      kafka.kill();

      long begin = System.nanoTime();
      kafka.restart();
      Duration away = Duration.ofNanos(System.nanoTime() - begin);
      System.out.printf("a killed KafkaProcess serves again after %.1f s%n", away.toMillis() / 1e3);

      RoundTrip.send(kafka, "t", "k", "after");
      assertThat(RoundTrip.read(kafka, "t", 2)).containsExactly("before", "after");
      assertThat(away).isLessThan(Duration.ofSeconds(25));
    }
  }

  @Test
  void aKilledBrokerIsGone() {
    try (KafkaProcess kafka = KafkaProcess.start()) {
      kafka.createTopic("t", 1, Map.of());
      kafka.kill();
      assertThatThrownBy(() -> RoundTrip.send(kafka, "t", "k", "v"))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
