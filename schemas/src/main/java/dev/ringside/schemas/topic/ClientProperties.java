package dev.ringside.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the file that {@code --client-properties} names: properties of Kafka's clients, such as TLS
 * and SASL, as {@code key=value} lines in UTF-8, at most 1 MiB in a regular file. Every program of
 * Ringside reads it this way.
 */
public final class ClientProperties {

  private static final int MOST_BYTES = 1 << 20;

  private ClientProperties() {}

  /**
   * The properties in {@code file}, values without spaces around them. Whether Kafka knows them is
   * for Kafka to say.
   *
   * @throws IOException if the file is missing, cannot be read, or is not a properties file; the
   *     message is one line for the operator and names the file
   */
  public static SortedMap<String, String> read(Path file) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text(file)));
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file of Kafka client properties", e);
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new IOException(
          "%s: not a file of Kafka client properties: %s".formatted(file, detail(e)), e);
    } catch (IOException e) {
      throw new IOException(
          "%s: cannot read these Kafka client properties: %s".formatted(file, detail(e)), e);
    }
    SortedMap<String, String> read = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> read.put(name, properties.getProperty(name).strip()));
    return Collections.unmodifiableSortedMap(read);
  }

  /** A device or a pipe could block the program or never end, and so is not read. */
  private static String text(Path file) throws IOException {
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
      throw new IOException("not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("larger than 1 MiB");
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  private static String detail(Exception e) {
    if (e instanceof CharacterCodingException) {
      return "its text is not UTF-8";
    }
    return e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
  }
}
