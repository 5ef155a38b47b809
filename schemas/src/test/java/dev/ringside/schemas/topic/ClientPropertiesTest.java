package dev.ringside.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientPropertiesTest {

  @TempDir private Path folder;

  @Test
  void readsWhatTheOperatorWroteWithoutSpacesAround() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("client.properties"),
            """
            # TLS
            security.protocol = SASL_SSL\s\s
            ssl.truststore.location:/etc/größe.p12
            sasl.jaas.config=required \\
              username="a=b";
            ssl.endpoint.identification.algorithm=
            """);

    assertThat(ClientProperties.read(file))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("ssl.truststore.location", "/etc/größe.p12")
        .containsEntry("sasl.jaas.config", "required username=\"a=b\";")
        .containsEntry("ssl.endpoint.identification.algorithm", "")
        .hasSize(4);
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("none.properties");

    assertThatThrownBy(() -> ClientProperties.read(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(missing + ": no such file of Kafka client properties");
  }

  @Test
  void aFolderCannotBeRead() {
    assertThatThrownBy(() -> ClientProperties.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder + ": cannot read these Kafka client properties: ");
  }

  @Test
  void aFileWithoutPermissionCannotBeRead() throws IOException {
    Path file = Files.writeString(folder.resolve("client.properties"), "a=b\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-wx------"));
    assumeFalse(Files.isReadable(file), "this user may read every file");

    assertThatThrownBy(() -> ClientProperties.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": cannot read these Kafka client properties: permission denied");
  }

  @Test
  void aBrokenEscapeIsNotAPropertiesFile() throws IOException {
    Path file = Files.writeString(folder.resolve("client.properties"), "key=\\uZZZZ\n");

    assertThatThrownBy(() -> ClientProperties.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": not a file of Kafka client properties: ");
  }

  @Test
  void bytesThatAreNotTextAreNotAPropertiesFile() throws IOException {
    Path file = Files.write(folder.resolve("client.p12"), new byte[] {0x30, (byte) 0x82, 9, -1});

    assertThatThrownBy(() -> ClientProperties.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": not a file of Kafka client properties: its text is not UTF-8");
  }
}
