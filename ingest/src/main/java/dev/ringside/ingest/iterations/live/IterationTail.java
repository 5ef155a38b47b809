package dev.ringside.ingest.iterations.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.ingest.iterations.IterationLines;
import dev.ringside.ingest.iterations.IterationSink;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.ingest.tail.FileText;
import dev.ringside.ingest.tail.Fingerprint;
import dev.ringside.ingest.tail.TailPosition;
import dev.ringside.ingest.tail.TailPositions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what an engine writes of its passes: a log with its rotated copies, or the segments of a
 * sink. Each complete line is handed over once, a line that is written in part later.
 *
 * <p>Files are told apart by their first bytes and not by their names: one that is renamed, copied
 * or packed goes on where it was, one that is truncated or begins otherwise is new. What a file had
 * that was truncated or removed before it was read is lost. For one thread; a file is open only
 * while it is read.
 */
public final class IterationTail implements IterationSource {

  private static final Logger LOG = LoggerFactory.getLogger(IterationTail.class);

  /** Lives of files that are gone of which it is known how far they were read. */
  private static final int MOST_ENDED = 1_024;

  private final Path path;
  private final InstantSource clock;
  private final Map<Path, FollowedLog> files = new TreeMap<>();
  private final Map<Path, Long> packedSizes = new HashMap<>();
  private final Map<Fingerprint, TailPosition> ended = new LinkedHashMap<>();
  private final byte[] buffer = new byte[IterationLines.LONGEST];

  private record Seen(Path file, long size, long modifiedMs) {}

  /**
   * @param path a file, which need not exist yet: files beside it whose names begin with its own
   *     and go on with {@code .} or {@code -} are followed too; or a folder with nothing else in it
   * @param from an earlier {@link #position}
   * @throws IllegalArgumentException if {@code from} is none
   */
  public IterationTail(Path path, Optional<byte[]> from, InstantSource clock) {
    this.path = path;
    this.clock = clock;
    from.map(bytes -> TailPositions.parse(new String(bytes, UTF_8)))
        .ifPresent(positions -> positions.files().forEach(this::remember));
  }

  private void remember(TailPosition position) {
    ended.remove(position.life());
    ended.put(position.life(), position);
    if (ended.size() > MOST_ENDED) {
      ended.remove(ended.keySet().iterator().next());
    }
  }

  @Override
  public boolean poll(IterationSink sink) throws UnreadableTraceException {
    List<Seen> there = list();
    leave(there);
    boolean any = false;
    for (Seen seen : there) {
      try {
        FollowedLog log = files.containsKey(seen.file) ? files.get(seen.file) : meet(seen);
        any |= log != null && log.hasGrown(seen.size) && log.read(sink, seen.size, buffer);
      } catch (IOException e) {
        LOG.debug("{} cannot be read now: {}", seen.file, e.getMessage());
      }
    }
    return any;
  }

  /** Oldest first, so that a rotated log comes before the one that goes on. */
  private List<Seen> list() throws UnreadableTraceException {
    boolean folder = Files.isDirectory(path);
    Path parent = folder ? path : path.toAbsolutePath().getParent();
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    List<Seen> there = new ArrayList<>();
    try (Stream<Path> all = Files.list(parent)) {
      all.filter(file -> folder || isOfLog(file.getFileName().toString()))
          .forEach(file -> stat(file).ifPresent(there::add));
    } catch (IOException e) {
      throw new UnreadableTraceException(parent, "cannot list the folder: " + e.getMessage(), e);
    }
    there.sort(Comparator.comparingLong(Seen::modifiedMs).thenComparing(Seen::file));
    return there;
  }

  private boolean isOfLog(String name) {
    String own = path.getFileName().toString();
    return name.equals(own) || name.startsWith(own + ".") || name.startsWith(own + "-");
  }

  private static Optional<Seen> stat(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.isRegularFile()
          ? Optional.of(new Seen(file, now.size(), now.lastModifiedTime().toMillis()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Remembers how far files were read that are gone, or begin otherwise than they did. */
  private void leave(List<Seen> there) {
    Map<Path, Seen> now = new HashMap<>();
    there.forEach(seen -> now.put(seen.file, seen));
    packedSizes.keySet().retainAll(now.keySet());
    for (Path file : List.copyOf(files.keySet())) {
      if (!isSame(files.get(file), now.get(file))) {
        files.remove(file).position().ifPresent(this::remember);
      }
    }
  }

  private static boolean isSame(FollowedLog log, Seen now) {
    try {
      return now != null && log.isSame(now.size);
    } catch (IOException e) {
      return false;
    }
  }

  /** A file that is new, or a life that is known under another name; null if it must wait. */
  private FollowedLog meet(Seen seen) throws IOException {
    if (FileText.isPacked(seen.file)) {
      Long before = packedSizes.put(seen.file, seen.size);
      if (before == null || before != seen.size) {
        return null;
      }
    }
    try (FileText text = FileText.open(seen.file)) {
      if (isFollowed(text)) {
        return null;
      }
      FollowedLog log =
          known(text)
              .map(position -> new FollowedLog(seen.file, clock, position))
              .orElseGet(() -> new FollowedLog(seen.file, clock));
      log.position().ifPresent(position -> ended.remove(position.life()));
      files.put(seen.file, log);
      return log;
    }
  }

  /** True while a file and its copy lie side by side. */
  private boolean isFollowed(FileText text) throws IOException {
    for (FollowedLog log : files.values()) {
      Optional<TailPosition> position = log.position();
      if (position.isPresent() && text.isOf(position.get().life())) {
        return true;
      }
    }
    return false;
  }

  private Optional<TailPosition> known(FileText text) throws IOException {
    TailPosition longest = null;
    for (TailPosition position : ended.values()) {
      boolean better = longest == null || position.life().length() > longest.life().length();
      if (better && text.isOf(position.life())) {
        longest = position;
      }
    }
    return Optional.ofNullable(longest);
  }

  @Override
  public byte[] position() {
    List<TailPosition> all = new ArrayList<>(ended.values());
    files.values().forEach(file -> file.position().ifPresent(all::add));
    return new TailPositions(all).toText().getBytes(UTF_8);
  }

  @Override
  public void close() {}
}
