package dev.ringside.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerSettingsTest {

  @TempDir Path folder;

  @Test
  void defaultsLoseNothingAndBoundTheBuffer() throws Exception {
    Properties producer = ProducerSettings.of("localhost:9092").producer();

    assertThat(producer)
        .containsEntry("bootstrap.servers", "localhost:9092")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true")
        .containsEntry("max.block.ms", 1_000L)
        .containsEntry("buffer.memory", 8L * 1024 * 1024);
  }

  @Test
  void patienceIsTwoMinutesOrWhatTheOperatorSays() throws Exception {
    assertThat(ProducerSettings.of("localhost:9092").patience()).isEqualTo(Duration.ofMinutes(2));
    assertThat(fromFile("delivery.timeout.ms=600000\n").patience())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void operatorsPropertiesWinAndPassThrough() throws Exception {
    ProducerSettings settings =
        fromFile(
            """
            security.protocol = SASL_SSL
            sasl.mechanism = PLAIN
            compression.type = zstd
            linger.ms = 50
            acks = -1
            """);

    assertThat(settings.producer())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("compression.type", "zstd")
        .containsEntry("linger.ms", "50");
    assertThat(settings.admin(1000))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "PLAIN")
        .doesNotContainKey("linger.ms");
    assertThat(settings.additions()).containsEntry("sasl.mechanism", "PLAIN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acks=1",
        "acks=0",
        "enable.idempotence=false",
        "max.block.ms=60000",
        "max.in.flight.requests.per.connection=6",
        "retries=0",
        "partitioner.class=org.apache.kafka.clients.producer.RoundRobinPartitioner",
        "partitioner.ignore.keys=true",
        "transactional.id=x",
        "key.serializer=org.apache.kafka.common.serialization.StringSerializer",
        "value.serializer=org.apache.kafka.common.serialization.StringSerializer",
        "bootstrap.servers=elsewhere:9092"
      })
  void whatWouldBreakAPromiseIsRefused(String property) {
    Path file = folder.resolve("client.properties");

    assertThatThrownBy(() -> fromFile(property + "\n"))
        .isInstanceOf(BadSettingsException.class)
        .hasMessageStartingWith(file + ": " + property + ": ")
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linger.ms=soon | Invalid value soon for configuration linger.ms",
        "compression.type=rar | rar",
        "buffer.memory=much | Invalid value much for configuration buffer.memory",
        "a=\\uZZZZ | not a file of Kafka client properties"
      })
  void invalidValuesAreOneLine(String property, String message) {
    assertThatThrownBy(() -> fromFile(property + "\n"))
        .isInstanceOf(BadSettingsException.class)
        .hasMessageStartingWith(folder.resolve("client.properties") + ": ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void missingFileIsNamed() {
    Path gone = folder.resolve("gone.properties");

    assertThatThrownBy(() -> ProducerSettings.fromFile("localhost:9092", gone))
        .isInstanceOf(BadSettingsException.class)
        .hasMessage(gone + ": no such file of Kafka client properties");
  }

  private ProducerSettings fromFile(String text) throws IOException, BadSettingsException {
    Path file = Files.writeString(folder.resolve("client.properties"), text);
    return ProducerSettings.fromFile("localhost:9092", file);
  }
}
