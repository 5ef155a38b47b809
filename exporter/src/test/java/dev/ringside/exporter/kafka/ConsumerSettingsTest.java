package dev.ringside.exporter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumerSettingsTest {

  @Test
  void aFilesPropertiesPassThroughButNotOverWhatReadingTheTopicNeeds(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("client.properties");
    Files.write(
        file,
        List.of(
            "security.protocol=SASL_SSL",
            "client.id=mine",
            "auto.offset.reset=latest",
            "bootstrap.servers=elsewhere:1"));

    assertThat(ConsumerSettings.of("here:1").with(file).asClientConfig("ringside.reports"))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("client.id", "mine")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("bootstrap.servers", "here:1");
  }

  @Test
  void consumersOfSeveralTopicsHaveNamesOfTheirOwn() {
    ConsumerSettings settings = ConsumerSettings.of("here:1");

    assertThat(settings.asClientConfig("ringside.reports"))
        .containsEntry("client.id", "ringside-exporter-ringside.reports");
    assertThat(settings.asClientConfig("ringside.deployments"))
        .containsEntry("client.id", "ringside-exporter-ringside.deployments");
  }

  @Test
  void aFileThatCannotBeReadIsNamed(@TempDir Path folder) {
    Path missing = folder.resolve("none.properties");

    assertThatThrownBy(() -> ConsumerSettings.of("here:1").with(missing))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void aFileWithABrokenEscapeIsNamedToo(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("client.properties");
    Files.write(file, List.of("key=\\uZZZZ"));

    assertThatThrownBy(() -> ConsumerSettings.of("here:1").with(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }
}
