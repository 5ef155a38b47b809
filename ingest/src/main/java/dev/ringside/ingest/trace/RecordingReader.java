package dev.ringside.ingest.trace;

import dev.ringside.ingest.trace.Recording.IgnoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Finds the traces among the given paths and reads them, as many at a time as there are cores. */
final class RecordingReader {

  private final List<TraceReader> readers;
  private final ReadProgress progress;
  private final Set<Path> candidates = new LinkedHashSet<>();
  private final List<IgnoredFile> ignored = new ArrayList<>();
  private final Object progressLock = new Object();
  private long bytesTotal;
  private long bytesRead;

  RecordingReader(List<TraceReader> readers, ReadProgress progress) {
    this.readers = List.copyOf(readers);
    this.progress = progress;
  }

  Recording read(List<Path> paths) throws UnreadableTraceException {
    for (Path path : paths) {
      find(path);
    }
    bytesTotal = totalSize(candidates);
    SortedMap<Integer, RankTrace> byRank = new TreeMap<>();
    for (RankTrace trace : readAll()) {
      RankTrace twin = byRank.putIfAbsent(trace.rank(), trace);
      if (twin != null) {
        throw new UnreadableTraceException(
            "rank %d twice: %s and %s; give one of them"
                .formatted(trace.rank(), twin.source(), trace.source()));
      }
    }
    if (byRank.isEmpty()) {
      throw new UnreadableTraceException(nothingFound(paths));
    }
    requireOneJob(byRank.values());
    ignored.sort(Comparator.comparing(IgnoredFile::file));
    return new Recording(List.copyOf(byRank.values()), ignored);
  }

  private void find(Path path) throws UnreadableTraceException {
    if (Files.isDirectory(path)) {
      for (Path file : Folder.files(path)) {
        sift(file);
      }
    } else if (Files.exists(path)) {
      candidates.add(path);
    } else {
      throw new UnreadableTraceException(path, "no such file or folder");
    }
  }

  private void sift(Path file) {
    if (!Files.isRegularFile(file)) {
      ignored.add(new IgnoredFile(file, "no regular file"));
    } else if (readers.stream().anyMatch(reader -> reader.mayRead(file.getFileName().toString()))) {
      candidates.add(file);
    } else {
      ignored.add(new IgnoredFile(file, "not named like a trace"));
    }
  }

  private static long totalSize(Collection<Path> files) throws UnreadableTraceException {
    long total = 0;
    for (Path file : files) {
      try {
        total += Files.size(file);
      } catch (IOException e) {
        throw new UnreadableTraceException(file, "cannot be read: " + e.getMessage(), e);
      }
    }
    return total;
  }

  private List<RankTrace> readAll() throws UnreadableTraceException {
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<Optional<RankTrace>>> pending = new ArrayList<>();
      for (Path file : candidates) {
        pending.add(pool.submit(() -> readOne(file)));
      }
      List<RankTrace> traces = new ArrayList<>();
      for (Future<Optional<RankTrace>> one : pending) {
        await(one).ifPresent(traces::add);
      }
      return traces;
    } finally {
      pool.shutdownNow();
    }
  }

  private static Optional<RankTrace> await(Future<Optional<RankTrace>> one)
      throws UnreadableTraceException {
    try {
      return one.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreadableTraceException("reading was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnreadableTraceException unreadable) {
        throw unreadable;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Optional<RankTrace> readOne(Path file) throws UnreadableTraceException {
    for (TraceReader reader : readers) {
      Optional<RankTrace> trace = reader.read(file, this::advance);
      if (trace.isPresent()) {
        return trace;
      }
    }
    synchronized (ignored) {
      ignored.add(new IgnoredFile(file, "no " + formats()));
    }
    return Optional.empty();
  }

  private void advance(long bytes) {
    synchronized (progressLock) {
      bytesRead += bytes;
      progress.at(Math.min(bytesRead, bytesTotal), bytesTotal);
    }
  }

  private String formats() {
    return String.join(" or ", readers.stream().map(TraceReader::format).toList());
  }

  private String nothingFound(List<Path> paths) {
    String where = String.join(", ", paths.stream().map(Path::toString).toList());
    return "%s: no trace found (looked for %s; %d %s ignored)"
        .formatted(where, formats(), ignored.size(), ignored.size() == 1 ? "file" : "files");
  }

  private static void requireOneJob(Collection<RankTrace> traces) throws UnreadableTraceException {
    RankTrace first = null;
    for (RankTrace trace : traces) {
      if (trace.worldSize().isEmpty()) {
        continue;
      }
      if (first == null) {
        first = trace;
      } else if (!first.worldSize().equals(trace.worldSize())) {
        throw new UnreadableTraceException(
            "not of one job: %s says world size %d, %s says %d"
                .formatted(
                    first.source(),
                    first.worldSize().getAsInt(),
                    trace.source(),
                    trace.worldSize().getAsInt()));
      }
    }
  }
}
