package dev.ringside.ingest.files;

import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.ingest.mixture.HashNames;
import dev.ringside.ingest.mixture.Mixture;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.ingest.worlds.Worlds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads traces into memory, as many files at a time as there are cores, and checks them. */
final class ParallelReading {

  private final RecordingFiles files;
  private final Worlds worlds;
  private final ReadProgress progress;
  private final List<IgnoredFile> ignored;
  private final HashNames names = new HashNames();
  private final Object progressLock = new Object();
  private long bytesTotal;
  private long bytesRead;

  ParallelReading(RecordingFiles files, Optional<ParallelLayout> layout, ReadProgress progress) {
    this.files = files;
    this.worlds = new Worlds(layout);
    this.progress = progress;
    this.ignored = new ArrayList<>(files.ignored());
  }

  /** One for each recording, in the order in which they were made. */
  List<ReadFiles<TraceRecording>> read() throws UnreadableTraceException {
    bytesTotal = totalSize(files.readers().keySet());
    Mixture mixture = new Mixture(readAll(), files.readers(), names, TraceReaders.all());
    mixture.aside().forEach((file, why) -> ignored.add(new IgnoredFile(file, why)));
    ignored.sort(Comparator.comparing(IgnoredFile::file));
    requireOneJob(mixture.main());
    List<ReadFiles<TraceRecording>> recordings = new ArrayList<>();
    for (SortedMap<Integer, RankTrace> byRank : worlds.arrange(mixture.main())) {
      byRank.replaceAll((rank, trace) -> mixture.fill(trace));
      TraceRecording recording = new TraceRecording(List.copyOf(byRank.values()));
      recordings.add(new ReadFiles<>(recording, ignored));
    }
    if (recordings.isEmpty()) {
      throw RecordingFiles.nothingFound(files.paths(), ignored);
    }
    return recordings;
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
      Map<Path, Future<FileTraces>> pending = new LinkedHashMap<>();
      files
          .readers()
          .forEach((file, reader) -> pending.put(file, pool.submit(() -> readOne(file, reader))));
      List<RankTrace> traces = new ArrayList<>();
      for (Map.Entry<Path, Future<FileTraces>> one : pending.entrySet()) {
        FileTraces read;
        try {
          read = await(one.getValue());
        } catch (UnreadableTraceException e) {
          leaveAside(one.getKey(), e);
          continue;
        }
        List<RankTrace> ofFile = read.traces(one.getKey());
        if (ofFile.isEmpty()) {
          String foreign = "not " + files.readers().get(one.getKey()).format();
          ignored.add(new IgnoredFile(one.getKey(), read.aside().orElse(foreign)));
        }
        traces.addAll(ofFile);
        read.called().forEach(names::add);
      }
      return traces;
    } finally {
      pool.shutdownNow();
    }
  }

  /** A damaged file costs the recording only if there is none of a better format. */
  private void leaveAside(Path file, UnreadableTraceException damage)
      throws UnreadableTraceException {
    List<TraceReader> order = TraceReaders.all();
    int own = order.indexOf(files.readers().get(file));
    if (files.readers().values().stream().noneMatch(reader -> order.indexOf(reader) < own)) {
      throw damage;
    }
    ignored.add(new IgnoredFile(file, damage.getMessage().replace(file + ": ", "")));
  }

  private FileTraces readOne(Path file, TraceReader reader) throws UnreadableTraceException {
    return FileTraces.of(reader, file, this::advance);
  }

  private static FileTraces await(Future<FileTraces> one) throws UnreadableTraceException {
    try {
      return one.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreadableTraceException("reading was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnreadableTraceException unreadable) {
        throw unreadable;
      }
      if (e.getCause() instanceof Error error) { // such as a heap that is too small
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void advance(long bytes) {
    synchronized (progressLock) {
      bytesRead += bytes;
      progress.at(Math.min(bytesRead, bytesTotal), bytesTotal);
    }
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
            "not of one job: %s says world size %d, %s says %d; give the files or the folder of one job"
                .formatted(
                    first.source(),
                    first.worldSize().getAsInt(),
                    trace.source(),
                    trace.worldSize().getAsInt()));
      }
    }
  }
}
