package dev.ringside.ingest.container;

import dev.ringside.ingest.trace.Folder;
import dev.ringside.ingest.trace.Recording.IgnoredFile;
import dev.ringside.ingest.trace.TraceReader;
import dev.ringside.ingest.trace.UnreadableTraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The containers among the given files and the files directly in the given folders.
 *
 * @param containers at least one
 * @param ignored files of the searched folders that are neither containers nor traces
 */
public record ContainerFiles(List<Path> containers, List<IgnoredFile> ignored) {

  private static final String SUFFIX = ".avro";
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};

  public ContainerFiles {
    containers = List.copyOf(containers);
    ignored = List.copyOf(ignored);
  }

  /**
   * In folders a container is known by its name, {@code *.avro}; a file that is named outright also
   * by its first bytes.
   *
   * @param traceReaders tell which files are traces: those may not stand beside containers
   * @return empty if there is no container
   * @throws UnreadableTraceException if there are containers and traces, or a folder or a file that
   *     may be a trace cannot be read
   */
  public static Optional<ContainerFiles> find(List<Path> paths, List<TraceReader> traceReaders)
      throws UnreadableTraceException {
    Search search = new Search(traceReaders);
    for (Path path : paths) {
      search.look(path);
    }
    return search.found();
  }

  private static final class Search {

    private final List<TraceReader> traceReaders;
    private final Set<Path> containers = new LinkedHashSet<>();
    private final List<Path> namedOutright = new ArrayList<>();
    private final List<Path> maybeTraces = new ArrayList<>();
    private final List<IgnoredFile> ignored = new ArrayList<>();

    Search(List<TraceReader> traceReaders) {
      this.traceReaders = traceReaders;
    }

    void look(Path path) throws UnreadableTraceException {
      if (Files.isDirectory(path)) {
        Folder.files(path).forEach(this::sift);
      } else if (isNamedLikeOne(path) || beginsLikeOne(path)) {
        containers.add(path);
      } else {
        namedOutright.add(path);
      }
    }

    private void sift(Path file) {
      if (!Files.isRegularFile(file)) {
        ignored.add(new IgnoredFile(file, "no regular file"));
      } else if (isNamedLikeOne(file)) {
        containers.add(file);
      } else if (mayBeTrace(file)) {
        maybeTraces.add(file);
      } else {
        ignored.add(new IgnoredFile(file, "not named like a trace"));
      }
    }

    private boolean mayBeTrace(Path file) {
      String name = file.getFileName().toString();
      return traceReaders.stream().anyMatch(reader -> reader.mayRead(name));
    }

    Optional<ContainerFiles> found() throws UnreadableTraceException {
      if (containers.isEmpty()) {
        return Optional.empty();
      }
      if (!namedOutright.isEmpty()) {
        throw mixed(namedOutright.get(0));
      }
      for (Path file : maybeTraces) {
        requireNoTrace(file);
        ignored.add(new IgnoredFile(file, "no container"));
      }
      ignored.sort(Comparator.comparing(IgnoredFile::file));
      return Optional.of(new ContainerFiles(List.copyOf(containers), ignored));
    }

    private void requireNoTrace(Path file) throws UnreadableTraceException {
      for (TraceReader reader : traceReaders) {
        if (reader.read(file, bytes -> {}).isPresent()) {
          throw mixed(file);
        }
      }
    }

    private UnreadableTraceException mixed(Path other) {
      return new UnreadableTraceException(
          "%s is a container and %s is none; give either containers or traces"
              .formatted(containers.iterator().next(), other));
    }
  }

  private static boolean isNamedLikeOne(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
  }

  private static boolean beginsLikeOne(Path file) throws UnreadableTraceException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      throw ContainerScan.unreadable(file, e);
    }
  }
}
