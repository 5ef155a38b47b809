package dev.ringside.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerPropertiesTest {
  @Test
  void readsTheVariablesOfThePublicImage() {
    Properties broker =
        BrokerProperties.fromEnvironment(
            Map.of(
                "KAFKA_LOG_DIRS", "/data",
                "KAFKA_A__B___C", "odd",
                "KAFKA_HEAP_OPTS", "-Xmx1g",
                "PATH", "/bin"));

    assertThat(broker).containsOnly(Map.entry("log.dirs", "/data"), Map.entry("a_b-c", "odd"));
  }

  @Test
  void advertisesWhatClientsReach() {
    var addresses = new BrokerProperties.Addresses("0.0.0.0", "kafka", 9092, 9093);
    Properties broker = BrokerProperties.alone(addresses, Path.of("data"));

    assertThat(BrokerProperties.advertisedAddress(broker)).isEqualTo("kafka:9092");
    assertThat(broker.getProperty("listeners"))
        .isEqualTo("PLAINTEXT://0.0.0.0:9092,CONTROLLER://127.0.0.1:9093");
  }

  @Test
  void namesTheFirstOfSeveralListeners() {
    Properties broker = new Properties();
    broker.setProperty("advertised.listeners", "EXTERNAL://host:19092,INTERNAL://kafka:9092");

    assertThat(BrokerProperties.advertisedAddress(broker)).isEqualTo("host:19092");
  }
}
