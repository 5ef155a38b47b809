package dev.ringside.exporter.access;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/**
 * TLS and log-in of the exporter, as in the file of {@code --web-config}, whose keys are those of
 * Prometheus' own exporters:
 *
 * <pre>{@code
 * tls_server_config:
 *   cert_file: exporter.crt     # PEM, the chain from the server's own certificate on
 *   key_file: exporter.key      # PEM, PKCS #8, not encrypted
 * basic_auth_users:
 *   prometheus: pbkdf2-sha256:310000:<salt>:<hash>
 * }</pre>
 *
 * <p>Both parts are optional. Files are found from the folder of this one, and read once. Unlike
 * there, a password's hash is PBKDF2 and not bcrypt, for the JDK has no bcrypt.
 *
 * @param tls absent for plain HTTP
 * @param users absent if no log-in is needed
 */
public record WebConfig(Optional<SSLContext> tls, Optional<Users> users) {

  /** Plain HTTP for everyone. */
  public static final WebConfig OPEN = new WebConfig(Optional.empty(), Optional.empty());

  /**
   * @throws BadDescriptionException with one line: file, line, what was expected; never with a
   *     password's hash or a part of a key
   */
  public static WebConfig read(Path file) throws BadDescriptionException {
    YamlMapping yaml = YamlMapping.read(file);
    yaml.allowOnly(Set.of("tls_server_config", "basic_auth_users"));
    if (yaml.keys().isEmpty()) {
      throw yaml.bad("says nothing: expected tls_server_config, basic_auth_users or both");
    }
    return new WebConfig(tls(yaml), users(yaml));
  }

  private static Optional<SSLContext> tls(YamlMapping yaml) throws BadDescriptionException {
    Optional<YamlMapping> tls = yaml.mapping("tls_server_config");
    if (tls.isEmpty()) {
      return Optional.empty();
    }
    YamlMapping server = tls.get();
    server.allowOnly(Set.of("cert_file", "key_file"));
    Path folder = yaml.file().toAbsolutePath().getParent();
    return Optional.of(
        new PemFiles(
                folder.resolve(server.requiredText("cert_file")),
                folder.resolve(server.requiredText("key_file")))
            .context());
  }

  private static Optional<Users> users(YamlMapping yaml) throws BadDescriptionException {
    Optional<YamlMapping> users = yaml.mapping("basic_auth_users");
    if (users.isEmpty()) {
      return Optional.empty();
    }
    Map<String, PasswordHash> hashes = new TreeMap<>();
    for (String name : users.get().keys()) {
      String hash = users.get().requiredText(name);
      hashes.put(
          name,
          PasswordHash.parse(hash)
              .orElseThrow(
                  () ->
                      users
                          .get()
                          .bad(
                              name,
                              "needs a hash as \"ringside password\" prints it: "
                                  + PasswordHash.FORM)));
    }
    if (hashes.isEmpty()) {
      throw yaml.bad("basic_auth_users", "has no users");
    }
    return Optional.of(new Users(hashes));
  }
}
