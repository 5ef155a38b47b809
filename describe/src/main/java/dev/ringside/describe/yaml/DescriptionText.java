package dev.ringside.describe.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The text of a file that describes something. It is a regular file: a device or a pipe could block
 * the program or never end.
 *
 * <p>Bound: {@value #MOST_BYTES} bytes. The parser's time for one line of YAML grows with the
 * square of its length.
 */
public final class DescriptionText {

  /** The largest file that is read: 1 MiB. */
  public static final int MOST_BYTES = 1 << 20;

  private DescriptionText() {}

  /**
   * @throws BadDescriptionException with one line, if {@code file} is not a regular file of UTF-8
   *     text of at most 1 MiB
   */
  public static String read(Path file) throws BadDescriptionException {
    try {
      requireRegular(file);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
    } catch (NoSuchFileException e) {
      throw new BadDescriptionException(file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new BadDescriptionException(file + ": its text is not UTF-8", e);
    } catch (AccessDeniedException e) {
      throw new BadDescriptionException(file + ": cannot be read: permission denied", e);
    } catch (IOException e) {
      throw new BadDescriptionException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireRegular(Path file) throws IOException, BadDescriptionException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new BadDescriptionException(file + ": is a folder; give a file");
    }
    if (!attributes.isRegularFile()) {
      throw new BadDescriptionException(
          file + ": is not a regular file; write the text into a file and give that");
    }
  }

  private static byte[] bytes(Path file) throws IOException, BadDescriptionException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new BadDescriptionException(
            file + ": is larger than 1 MiB; is it a description at all?");
      }
      return bytes;
    }
  }
}
