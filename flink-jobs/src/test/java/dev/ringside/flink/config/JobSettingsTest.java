package dev.ringside.flink.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.flink.time.TimeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSettingsTest {
  @Test
  void needsNothingButBrokers() {
    assertThat(JobSettings.parse("--brokers", "kafka:9092"))
        .isEqualTo(JobSettings.of("kafka:9092"))
        .isEqualTo(
            new JobSettings(
                "kafka:9092",
                "ringside-comm-metrics",
                TimeSettings.DEFAULT,
                WindowSettings.DEFAULT,
                0,
                Duration.ofSeconds(10),
                Map.of()));
  }

  @Test
  void readsEveryFlag(@TempDir Path folder) throws IOException {
    Path client = folder.resolve("client.properties");
    Files.writeString(client, "security.protocol=SSL\nssl.truststore.location=/etc/trust.p12\n");

    assertThat(
            JobSettings.parse(
                "--brokers=a:1,b:2",
                "--group=g",
                "--window-seconds=5",
                "--lateness-seconds=7",
                "--idleness-seconds=9",
                "--coverage-floor=0.5",
                "--parallelism=3",
                "--checkpoint-seconds=30",
                "--client-properties=" + client))
        .isEqualTo(
            new JobSettings(
                "a:1,b:2",
                "g",
                TimeSettings.DEFAULT.withIdleness(Duration.ofSeconds(9)),
                new WindowSettings(Duration.ofSeconds(5), Duration.ofSeconds(7), 0.5),
                3,
                Duration.ofSeconds(30),
                Map.of(
                    "security.protocol", "SSL",
                    "ssl.truststore.location", "/etc/trust.p12")));
  }

  @ParameterizedTest
  @CsvSource({
    "'', --brokers",
    "'--brokers=k:1 --window-seconds=0', window: expected more than no time",
    "'--brokers=k:1 --checkpoint-seconds=-1', checkpoint interval: expected more than no time",
    "'--brokers=k:1 --window-seconds=soon', soon",
    "'--brokers=k:1 --lateness-seconds=-1', lateness",
    "'--brokers=k:1 --idleness-seconds=0', idleness",
    "'--brokers=k:1 --coverage-floor=1.5', coverage floor: expected 0 to 1",
    "'--brokers=k:1 --parallelism=-1', parallelism: expected 0 or more",
    "'--brokers=k:1 --windows=3', --windows",
    "'--brokers=', brokers: expected host:port",
    "'--brokers=k:1 --client-properties=/no/such/file', /no/such/file",
  })
  void saysWhichFlagIsWrong(String flags, String expected) {
    assertThatThrownBy(() -> JobSettings.parse(flags.isEmpty() ? new String[0] : flags.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }
}
