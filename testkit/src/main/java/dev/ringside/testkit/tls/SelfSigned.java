package dev.ringside.testkit.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key for this host with a certificate that it signs itself, made by the JDK's {@code keytool},
 * in the forms that programs read. The files are made on demand in one folder, which belongs to the
 * caller.
 *
 * <p>A client that trusts it trusts a key that lies on disk unprotected: for tests only.
 */
public final class SelfSigned {

  private static final String ALIAS = "test";
  private static final int KEYTOOL_SECONDS = 60;

  private final Path folder;
  private final String password;
  private final KeyStore keys;

  private SelfSigned(Path folder, String password, KeyStore keys) {
    this.folder = folder;
    this.password = password;
    this.keys = keys;
  }

  /**
   * Makes a key for {@code localhost} and 127.0.0.1, good for ten days.
   *
   * @param password of the stores, at least 6 characters
   * @throws IllegalStateException with keytool's words, if it refuses
   */
  public static SelfSigned in(Path folder, String password) {
    Path store = folder.resolve("keys.p12");
    try {
      keytool(
          List.of(
              "-genkeypair",
              "-alias",
              ALIAS,
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=localhost",
              "-ext",
              "SAN=dns:localhost,ip:127.0.0.1",
              "-validity",
              "10",
              "-storetype",
              "PKCS12",
              "-keystore",
              store.toString(),
              "-storepass",
              password));
      return new SelfSigned(folder, password, read(store, password));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificate in " + folder, e);
    }
  }

  private static void keytool(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(arguments);
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("keytool: " + said.strip());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }

  private static KeyStore read(Path store, String password)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password.toCharArray());
    }
    return keys;
  }

  /** Password of the stores. */
  public String password() {
    return password;
  }

  /** PKCS #12 with key and certificate. */
  public Path keyStore() {
    return folder.resolve("keys.p12");
  }

  /** PKCS #12 with the certificate alone. */
  public Path trustStore() {
    Path file = folder.resolve("trust.p12");
    try {
      KeyStore trust = trust();
      try (OutputStream out = Files.newOutputStream(file)) {
        trust.store(out, password.toCharArray());
      }
      return file;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(file + " cannot be written", e);
    }
  }

  private KeyStore trust() throws IOException, GeneralSecurityException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
    return trust;
  }

  /** The certificate in PEM. */
  public Path certificatePem() {
    try {
      return pem("server.crt", "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key in PEM, PKCS #8, not encrypted. */
  public Path keyPem() {
    try {
      return pem(
          "server.key", "PRIVATE KEY", keys.getKey(ALIAS, password.toCharArray()).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path pem(String name, String what, byte[] bytes) {
    String text =
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be written", e);
    }
  }

  /** For clients that trust this certificate and no other. */
  public SSLContext clientContext() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trust());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
