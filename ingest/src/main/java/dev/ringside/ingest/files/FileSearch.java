package dev.ringside.ingest.files;

import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for recordings in files and folders, and says what is left aside and why. */
final class FileSearch {

  private static final int DEEPEST = 16;

  private final Optional<Path> deployment;
  private final List<TraceReader> formats;
  private final Likelihood least;
  private final Map<Path, TraceReader> readers = new LinkedHashMap<>();
  private final List<IgnoredFile> ignored = new ArrayList<>();

  /**
   * @param least how sure a reader must be of a file that only lies in a folder
   */
  FileSearch(Optional<Path> deployment, List<TraceReader> formats, Likelihood least) {
    this.deployment = deployment;
    this.formats = formats;
    this.least = least;
  }

  void look(Path path) throws UnreadableTraceException {
    if (Files.isDirectory(path)) {
      search(path, 0);
    } else if (Files.isRegularFile(path)) {
      consider(path, Likelihood.BY_CONTENT);
    } else if (Files.exists(path)) {
      throw new UnreadableTraceException(path, "not a regular file; give a file or a folder");
    } else {
      throw new UnreadableTraceException(path, "no such file or folder");
    }
  }

  private static List<Path> contents(Path folder) throws UnreadableTraceException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new UnreadableTraceException(folder, "cannot list the folder: " + e.getMessage(), e);
    }
  }

  private void search(Path folder, int depth) throws UnreadableTraceException {
    for (Path file : contents(folder)) {
      sift(file, depth);
    }
  }

  /** Links to folders are not followed: they may lead in a circle. */
  private void sift(Path file, int depth) throws UnreadableTraceException {
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      if (depth == DEEPEST) {
        ignore(file, "more than %d folders deep".formatted(DEEPEST));
      } else {
        search(file, depth + 1);
      }
    } else if (!Files.isRegularFile(file)) {
      ignore(file, "not a regular file");
    } else {
      consider(file, least);
    }
  }

  private void consider(Path file, Likelihood atLeast) throws UnreadableTraceException {
    if (readers.containsKey(file) || isDeployment(file)) {
      return;
    }
    FormatRecognition recognised = FormatRecognition.of(file, formats);
    Optional<TraceReader> diagnostic = recognised.surerOf(TraceReaders.diagnostic());
    if (diagnostic.isPresent()) {
      ignore(file, diagnostic.get().format() + ": no calls to replay, ringside inspect reads it");
    } else if (recognised.isAtLeast(atLeast)) {
      readers.put(file, recognised.reader());
    } else if (recognised.isAtLeast(Likelihood.BY_CONTENT)) {
      ignore(file, recognised.reader().format() + " under another name; give the file itself");
    } else {
      ignore(file, recognised.isPerfetto() ? IgnoredFile.PERFETTO : IgnoredFile.NO_RECORDING);
    }
  }

  private boolean isDeployment(Path file) {
    try {
      return deployment.isPresent() && Files.isSameFile(file, deployment.get());
    } catch (IOException e) {
      return false;
    }
  }

  private void ignore(Path file, String reason) {
    ignored.add(new IgnoredFile(file, reason));
  }

  Map<Path, TraceReader> readers() {
    return readers;
  }

  List<IgnoredFile> ignored() {
    ignored.sort(Comparator.comparing(IgnoredFile::file));
    return ignored;
  }
}
