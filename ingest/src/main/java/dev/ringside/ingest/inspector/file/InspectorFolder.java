package dev.ringside.ingest.inspector.file;

import dev.ringside.ingest.inspector.JobRanks;
import dev.ringside.ingest.inspector.Membership;
import dev.ringside.ingest.inspector.process.ProcessCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The files of one job side by side: which communicators their processes share. */
final class InspectorFolder {

  /** Bytes of each file that are looked into. */
  static final int BEGINNING = 1 << 16;

  private static final int MOST_FILES = 16_384;

  /** Kept of the folder looked into last, because its files are read one after the other. */
  private static final AtomicReference<InspectorFolder> LAST =
      new AtomicReference<>(new InspectorFolder(Map.of(), List.of()));

  private final Map<Path, Long> files;
  private final List<Membership> members;

  private InspectorFolder(Map<Path, Long> files, List<Membership> members) {
    this.files = files;
    this.members = members;
  }

  /** The ranks of a file's processes, by what it says and what lies beside it. */
  static JobRanks ranksFor(Path file, InspectorCalls calls) {
    List<Membership> all = new ArrayList<>();
    calls.processes().forEach(process -> all.add(process.membership()));
    for (Membership other : beside(file).members) {
      if (all.stream().noneMatch(known -> known.process().equals(other.process()))) {
        all.add(other);
      }
    }
    return JobRanks.of(all);
  }

  private static InspectorFolder beside(Path file) {
    Map<Path, Long> files = list(file);
    InspectorFolder last = LAST.get();
    if (last.files.equals(files)) {
      return last;
    }
    List<Membership> members = new ArrayList<>();
    files.keySet().forEach(other -> members.addAll(membersOf(other)));
    InspectorFolder folder = new InspectorFolder(files, members);
    LAST.set(folder);
    return folder;
  }

  /** Files named as the Inspector names them, each with the time of its last change. */
  private static Map<Path, Long> list(Path file) {
    Map<Path, Long> found = new TreeMap<>();
    if (InspectorFile.processOf(file).pid() < 0) {
      return found;
    }
    try (Stream<Path> all = Files.list(file.toAbsolutePath().getParent())) {
      all.filter(other -> InspectorFile.processOf(other).pid() >= 0)
          .limit(MOST_FILES)
          .forEach(other -> found.put(other, changed(other)));
    } catch (IOException | UncheckedIOException e) {
      found.clear();
    }
    return found;
  }

  private static long changed(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return -1;
    }
  }

  /** What the beginning of a file says; nothing of one that cannot be read. */
  static List<Membership> membersOf(Path file) {
    InspectorCalls calls = new InspectorCalls(file);
    try {
      InspectorFile.read(file, calls, bytes -> {}, BEGINNING);
    } catch (IOException e) {
      // What was read before the damage still tells.
    }
    long lastUs = 1_000 * changed(file);
    return calls.processes().stream()
        .map(ProcessCalls::membership)
        .map(one -> one.until(Math.max(one.lastUs(), lastUs)))
        .toList();
  }
}
