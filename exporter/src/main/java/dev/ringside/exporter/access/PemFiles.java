package dev.ringside.exporter.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's certificate and key in PEM. No message contains any of the key.
 *
 * @param certificates the server's own first, then those that sign it
 * @param key PKCS #8, not encrypted: RSA, EC or EdDSA
 */
record PemFiles(Path certificates, Path key) {

  private static final long MOST_BYTES = 1 << 20;
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");
  private static final byte[] PROBE = {1, 2, 3};
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /** A context for servers: TLS 1.2 and 1.3 as this Java runtime has them on. */
  SSLContext context() throws BadDescriptionException {
    Certificate[] chain = chain();
    PrivateKey privateKey = privateKey();
    requirePair(chain[0], privateKey);
    try {
      char[] inMemory = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, inMemory);
      store.setKeyEntry("exporter", privateKey, inMemory, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, inMemory);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new BadDescriptionException(
          "%s with %s cannot be served: %s".formatted(certificates, key, e.getMessage()), e);
    }
  }

  private Certificate[] chain() throws BadDescriptionException {
    try {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(certificates)))
              .toArray(new Certificate[0]);
      if (chain.length > 0) {
        return chain;
      }
    } catch (GeneralSecurityException e) {
      throw noCertificate(e);
    }
    throw noCertificate(null);
  }

  private BadDescriptionException noCertificate(Exception cause) {
    return new BadDescriptionException(
        certificates + ": expected certificates in PEM (-----BEGIN CERTIFICATE-----)", cause);
  }

  private PrivateKey privateKey() throws BadDescriptionException {
    Matcher pem = KEY.matcher(new String(bytes(key), US_ASCII));
    if (!pem.find()) {
      throw noKey();
    }
    PKCS8EncodedKeySpec encoded = decoded(pem.group(1));
    for (String algorithm : SIGNATURES.keySet()) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // A key of another algorithm.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java runtime has no " + algorithm, e);
      }
    }
    throw noKey();
  }

  private PKCS8EncodedKeySpec decoded(String base64) throws BadDescriptionException {
    try {
      return new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw noKey();
    }
  }

  /** Without a cause, whose message might tell of the key. */
  private BadDescriptionException noKey() {
    return new BadDescriptionException(
        key
            + ": expected a private key in PEM, PKCS #8, not encrypted (-----BEGIN PRIVATE"
            + " KEY-----); openssl pkcs8 -topk8 -nocrypt makes one of others");
  }

  /** Signs something with the one and checks it with the other. */
  private void requirePair(Certificate own, PrivateKey privateKey) throws BadDescriptionException {
    try {
      Signature signature = Signature.getInstance(SIGNATURES.get(privateKey.getAlgorithm()));
      signature.initSign(privateKey);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(own.getPublicKey());
      signature.update(PROBE);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // Keys of two algorithms, or a key too weak to sign: said below.
    }
    throw new BadDescriptionException(
        "%s is not the key of the first certificate in %s".formatted(key, certificates));
  }

  private static byte[] bytes(Path file) throws BadDescriptionException {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new BadDescriptionException(file + ": expected a regular file");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new BadDescriptionException(file + ": larger than any PEM file of a server");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new BadDescriptionException(file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new BadDescriptionException(file + ": cannot be read: permission denied", e);
    } catch (IOException e) {
      throw new BadDescriptionException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
