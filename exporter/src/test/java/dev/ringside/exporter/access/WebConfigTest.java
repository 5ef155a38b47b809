package dev.ringside.exporter.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.testkit.tls.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebConfigTest {

  private static final String PAIR =
      """
      tls_server_config:
        cert_file: server.crt
        key_file: %s
      """;

  @TempDir private static Path folder;
  private static SelfSigned certificate;

  @BeforeAll
  static void makeCertificate() {
    certificate = SelfSigned.in(folder, "password");
    certificate.certificatePem();
    certificate.keyPem();
  }

  @Test
  void readsBothPartsWithFilesBesideTheFile() throws Exception {
    WebConfig config =
        read(
            PAIR.formatted("server.key")
                + "basic_auth_users:\n  prometheus: "
                + PasswordHash.of("pw".toCharArray()).text());

    assertThat(config.tls()).isPresent();
    assertThat(config.users()).isPresent();
  }

  @Test
  void eachPartMayBeAbsentButNotBoth() throws Exception {
    assertThat(read(PAIR.formatted("server.key")).users()).isEmpty();
    refused("{}", "expected tls_server_config, basic_auth_users or both");
  }

  @Test
  void anUnknownKeyIsNamedWithItsLine() throws IOException {
    refused(
        PAIR.formatted("server.key") + "http_server_config: {}\n",
        "web.yml:4: unknown key \"http_server_config\"");
    refused("tls_server_config:\n  cert: x\n", "web.yml:2: unknown key \"cert\"");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    refused(PAIR.formatted("absent.key"), "absent.key: no such file");
    refused(PAIR.formatted("."), "expected a regular file");
  }

  @Test
  void aFileThatIsNoKeyIsNamedAndNotShown() throws IOException {
    Files.writeString(folder.resolve("old.key"), "-----BEGIN RSA PRIVATE KEY-----\nplanted\n");
    Files.writeString(
        folder.resolve("bad.key"),
        "-----BEGIN PRIVATE KEY-----\nplanted=\n-----END PRIVATE KEY-----\n");

    refused(PAIR.formatted("old.key"), "old.key: expected a private key in PEM, PKCS #8");
    refused(PAIR.formatted("bad.key"), "bad.key: expected a private key in PEM, PKCS #8");
    refused(PAIR.formatted("server.key").replace("server.crt", "old.key"), "expected certificates");
  }

  @Test
  void theKeyOfAnotherCertificateIsRefused() throws Exception {
    for (String algorithm : new String[] {"EC", "RSA"}) {
      byte[] other =
          KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
      Files.writeString(
          folder.resolve("other.key"),
          "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
              .formatted(Base64.getMimeEncoder().encodeToString(other)));

      refused(PAIR.formatted("other.key"), "other.key is not the key of the first certificate in");
    }
  }

  @Test
  void aPasswordInPlaceOfItsHashIsRefusedAndNotShown() throws IOException {
    refused("basic_auth_users:\n  me: planted\n", "web.yml:2: \"me\" needs a hash as");
    refused("basic_auth_users: {}\n", "has no users");
  }

  private static void refused(String text, String why) throws IOException {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("planted")
        .hasMessageNotContaining("\n");
  }

  private static WebConfig read(String text) throws IOException, BadDescriptionException {
    return WebConfig.read(Files.writeString(folder.resolve("web.yml"), text));
  }
}
