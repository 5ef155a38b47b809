package dev.ringside.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerPropertiesTest {
  private static final BrokerProperties.Addresses ADDRESSES =
      new BrokerProperties.Addresses("0.0.0.0", "kafka", 9092, 9093);

  @Test
  void advertisesWhatClientsReachAndKeepsTheControllerHome() {
    Properties broker = BrokerProperties.alone(ADDRESSES, Path.of("data"));

    assertThat(ADDRESSES.bootstrap()).isEqualTo("kafka:9092");
    assertThat(broker.getProperty("advertised.listeners")).isEqualTo("PLAINTEXT://kafka:9092");
    assertThat(broker.getProperty("listeners"))
        .isEqualTo("PLAINTEXT://0.0.0.0:9092,CONTROLLER://127.0.0.1:9093");
  }
}
