package dev.ringside.flink.commmetrics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A savepoint as one file. Paths inside a savepoint are relative, so it may lie anywhere. */
final class SavepointFiles {

  private SavepointFiles() {}

  static byte[] zipped(String savepoint) throws IOException {
    Path folder = Path.of(URI.create(savepoint));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, zip);
      }
    }
    return bytes.toByteArray();
  }

  /** Unpacks into {@code folder} and returns the savepoint's path. */
  static String unzipped(byte[] zipped, Path folder) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
      for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
        Files.copy(zip, folder.resolve(Path.of(file.getName()).getFileName()));
      }
    }
    return folder.toUri().toString();
  }
}
