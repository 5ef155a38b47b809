package dev.ringside.ingest.tail;

import dev.ringside.ingest.inspector.ProcessRanks;
import dev.ringside.ingest.inspector.live.GrowingLog;
import dev.ringside.ingest.inspector.live.LiveJob;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.CallSource;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Follows the folder into which NCCL Inspector writes, one file a process.
 *
 * <p>Each complete line is handed over once: files that are truncated and written again under their
 * name and inode are told apart by their first bytes, files that are renamed or packed go on where
 * they were. A file is opened only to be read, one at a time. After each poll {@link #positions}
 * says what has been handed over.
 *
 * <p>Memory: the calls of one buffer full of lines a file, and what the numbers of each
 * communicator take. Not thread-safe.
 */
public final class InspectorTail implements CallSource {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long PAUSE_MS = 200;
  private static final long MOST_BYTES_A_POLL = 1L << 24;

  private final Path folder;
  private final LiveJob job;
  private final LongSupplier nanoTime;
  private final ReadBuffer buffer = new ReadBuffer();
  private final SortedMap<Path, TailedFile> files = new TreeMap<>();
  private final Lives lives = new Lives();
  private final Map<Path, Long> packedSizes = new TreeMap<>();
  private long behindBytes;
  private long bytes;
  private long recordsEnded;
  private long rejectedEnded;
  private long lostEnded;
  private long replaced;
  private long unreadable;

  /** What a folder holds at one moment. */
  private record Seen(long size, long modified) {}

  /**
   * @param folder need not exist yet
   * @param from where an earlier tail stood
   * @param ranks asked first which rank a process is
   */
  public InspectorTail(Path folder, TailPositions from, ProcessRanks ranks) {
    this(folder, from, ranks, PATIENCE, System::nanoTime);
  }

  InspectorTail(
      Path folder,
      TailPositions from,
      ProcessRanks ranks,
      Duration patience,
      LongSupplier nanoTime) {
    this.folder = folder;
    this.job = new LiveJob(ranks, patience, nanoTime);
    this.nanoTime = nanoTime;
    from.files().forEach(lives::remember);
  }

  @Override
  public boolean poll(CallSink sink, Duration atMost)
      throws UnreadableTraceException, InterruptedException {
    long until = nanoTime.getAsLong() + atMost.toNanos();
    while (!look(sink)) {
      long leftMs = (until - nanoTime.getAsLong()) / 1_000_000;
      if (leftMs <= 0) {
        return false;
      }
      Thread.sleep(Math.min(PAUSE_MS, leftMs));
    }
    return true;
  }

  /** One walk over the folder; true if a line was handed over. */
  private boolean look(CallSink sink) throws UnreadableTraceException {
    SortedMap<Path, Seen> seen = list();
    leave(seen.keySet(), sink);
    meet(seen);
    long before = bytes;
    long mayRead = MOST_BYTES_A_POLL;
    for (Map.Entry<Path, Seen> one : seen.entrySet()) {
      TailedFile file = files.get(one.getKey());
      if (file != null) {
        mayRead -= follow(file, one.getValue(), mayRead, sink);
      }
    }
    handOverWaiting(sink);
    behindBytes =
        files.values().stream().mapToLong(file -> file.behind(seen.get(file.path()).size)).sum();
    return bytes > before;
  }

  private SortedMap<Path, Seen> list() throws UnreadableTraceException {
    SortedMap<Path, Seen> seen = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return seen;
    }
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : (Iterable<Path>) all.filter(GrowingLog::isNamed)::iterator) {
        stat(file).ifPresent(now -> seen.put(file, now));
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UnreadableTraceException(folder, "cannot list the folder: " + e.getMessage(), e);
    }
    return seen;
  }

  /** Nothing of a file that has just gone, or is not a file. */
  private static Optional<Seen> stat(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.isRegularFile()
          ? Optional.of(new Seen(now.size(), now.lastModifiedTime().to(TimeUnit.NANOSECONDS)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A packed file is read once it has stopped growing. */
  private boolean isSettled(Path file, Seen now) {
    if (!FileText.isPacked(file)) {
      return true;
    }
    Long before = packedSizes.put(file, now.size);
    return before != null && before == now.size;
  }

  /** Remembers how far files were read that are no longer there. */
  private void leave(Set<Path> there, CallSink sink) {
    for (Path gone : new ArrayList<>(files.keySet())) {
      if (!there.contains(gone)) {
        end(files.remove(gone), sink);
      }
    }
    packedSizes.keySet().retainAll(there);
  }

  private void end(TailedFile file, CallSink sink) {
    job.handOverNow(file.log(), sink);
    bytes += file.markHandedOver();
    file.position().ifPresent(lives::remember);
    recordsEnded += file.log().records();
    rejectedEnded += file.log().rejected();
    lostEnded += file.log().lost();
    job.forget(file.log());
  }

  /** Begins to follow files that were not there before. */
  private void meet(SortedMap<Path, Seen> seen) {
    List<Path> fresh =
        seen.keySet().stream()
            .filter(file -> !files.containsKey(file) && isSettled(file, seen.get(file)))
            .toList();
    if (!fresh.isEmpty()) {
      Lives.Index known = lives.with(files.values());
      fresh.forEach(path -> meet(path, known));
    }
  }

  /** A file that is new, or a life that is known under another name. */
  private void meet(Path path, Lives.Index known) {
    TailedFile file = new TailedFile(path);
    try (FileText text = file.open()) {
      Optional<TailPosition> position = known.of(text);
      if (position.isPresent()) {
        if (isFollowed(position.get().life())) {
          return;
        }
        file.resume(position.get(), text, buffer);
        lives.forget(position.get().life());
      }
      files.put(path, file);
    } catch (IOException e) {
      unreadable++;
    }
  }

  /** True while a file and its packed copy lie side by side. */
  private boolean isFollowed(Fingerprint life) {
    return files.values().stream().anyMatch(file -> file.life().filter(life::equals).isPresent());
  }

  /** Reads what is new of one file; returns how many bytes were handed over. */
  private long follow(TailedFile file, Seen now, long mayRead, CallSink sink) {
    if (file.isUnchanged(now.size, now.modified) || file.log().isWaiting() || mayRead <= 0) {
      return 0;
    }
    long most = FileText.isPacked(file.path()) ? Long.MAX_VALUE : mayRead;
    long before = bytes;
    try (FileText text = file.open()) {
      TailedFile.Outcome outcome = TailedFile.Outcome.MORE;
      while (outcome == TailedFile.Outcome.MORE && bytes - before < most) {
        outcome = file.read(text, buffer);
        if (!handOver(file, sink)) {
          break;
        }
      }
      settle(file, outcome, now, sink);
    } catch (IOException e) {
      unreadable++;
    }
    buffer.clear();
    return bytes - before;
  }

  /** False if its calls wait for a rank. */
  private boolean handOver(TailedFile file, CallSink sink) {
    job.meet(file.log());
    if (!job.isPlaced(file.log()) || !job.handOver(file.log(), sink)) {
      return false;
    }
    bytes += file.markHandedOver();
    return true;
  }

  private void settle(TailedFile file, TailedFile.Outcome outcome, Seen now, CallSink sink) {
    if (outcome == TailedFile.Outcome.REPLACED) {
      replaced++;
      end(file, sink);
      files.put(file.path(), new TailedFile(file.path()));
    } else if (outcome == TailedFile.Outcome.END) {
      file.readToItsEnd(now.size, now.modified);
    }
  }

  private List<GrowingLog> logs() {
    return files.values().stream().map(TailedFile::log).toList();
  }

  /** Calls whose rank was not known when they were read. */
  private void handOverWaiting(CallSink sink) {
    for (TailedFile file : files.values()) {
      if (file.log().isWaiting() && job.handOver(file.log(), sink)) {
        bytes += file.markHandedOver();
      }
    }
  }

  /** What has been handed over so far: to be stored once it is safe. */
  public TailPositions positions() {
    List<TailPosition> all = new ArrayList<>();
    files.values().forEach(file -> file.position().ifPresent(all::add));
    lives.positions().forEach(all::add);
    return new TailPositions(all);
  }

  public TailCounts counts() {
    List<GrowingLog> logs = logs();
    return new TailCounts(
        logs.size(),
        behindBytes,
        bytes,
        recordsEnded + logs.stream().mapToLong(GrowingLog::records).sum(),
        rejectedEnded + logs.stream().mapToLong(GrowingLog::rejected).sum(),
        lostEnded + logs.stream().mapToLong(GrowingLog::lost).sum(),
        replaced,
        unreadable);
  }

  @Override
  public void close() {}
}
