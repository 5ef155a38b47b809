package dev.ringside.ingest.files;

import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.ingest.container.ContainerRecording;
import dev.ringside.ingest.naming.CommunicationNames;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.Recording;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recordings among the operator's files, each with the reader of its format: recognised by
 * their names and beginnings, not read yet.
 *
 * @param paths as the operator gave them
 * @param readers files to be read, each with its reader, in the order found
 * @param ignored files of the searched folders, and files given, that are left aside; by name
 */
public record RecordingFiles(
    List<Path> paths, Map<Path, TraceReader> readers, List<IgnoredFile> ignored) {

  public RecordingFiles {
    paths = List.copyOf(paths);
    readers = Collections.unmodifiableMap(new LinkedHashMap<>(readers));
    ignored = List.copyOf(ignored);
  }

  /**
   * Looks at the given files and at all files below the given folders. Cost: one read of at most 64
   * KiB a file.
   *
   * @param deployment the deployment's own file, which is passed over without a word
   * @throws UnreadableTraceException with one clear line: no such path, a folder or file that
   *     cannot be opened, containers beside traces, or no recording at all
   */
  public static RecordingFiles recognise(List<Path> paths, Optional<Path> deployment)
      throws UnreadableTraceException {
    Optional<String> problem = CommunicationNames.problem();
    if (problem.isPresent()) {
      throw new UnreadableTraceException(problem.get());
    }
    RecordingFiles found =
        search(paths, new FileSearch(deployment, TraceReaders.all(), Likelihood.POSSIBLE));
    found.requireOneKind();
    return found;
  }

  /**
   * The same for a look into them: any mix of formats, also of those that are not replayed, and
   * whatever they are called.
   *
   * @throws UnreadableTraceException as {@link #recognise}
   */
  public static RecordingFiles forInspection(List<Path> paths) throws UnreadableTraceException {
    return search(
        paths,
        new FileSearch(Optional.empty(), TraceReaders.forInspection(), Likelihood.BY_CONTENT));
  }

  private static RecordingFiles search(List<Path> paths, FileSearch search)
      throws UnreadableTraceException {
    for (Path path : paths) {
      search.look(path);
    }
    RecordingFiles found = new RecordingFiles(paths, search.readers(), search.ignored());
    if (found.readers.isEmpty()) {
      throw nothingFound(paths, found.ignored);
    }
    return found;
  }

  static UnreadableTraceException nothingFound(List<Path> paths, List<IgnoredFile> ignored) {
    String where = String.join(", ", paths.stream().map(Path::toString).toList());
    return new UnreadableTraceException(
        "%s: no trace found: looked for %s%s"
            .formatted(
                where,
                TraceReaders.formats(),
                ignored.isEmpty() ? "" : "; " + IgnoredFile.say(ignored)));
  }

  private void requireOneKind() throws UnreadableTraceException {
    List<Path> containers = containers();
    if (containers.isEmpty() || containers.size() == readers.size()) {
      return;
    }
    Path other =
        readers.keySet().stream().filter(file -> !containers.contains(file)).findFirst().get();
    throw new UnreadableTraceException(
        "%s is a container and %s is none; give either containers or traces"
            .formatted(containers.get(0), other));
  }

  private List<Path> containers() {
    return readers.entrySet().stream()
        .filter(file -> file.getValue() == TraceReaders.CONTAINERS)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Reads and checks all of it for a replay: containers are read again as they are replayed, traces
   * are kept in memory.
   *
   * @param layout of the deployment, where it is known: it tells replicas from recordings
   * @return a recording, or several in the order in which they were made, where a server was
   *     profiled several times into one folder
   * @throws UnreadableTraceException with one clear line: a file that cannot be read to its end,
   *     the same rank twice, files of different jobs, or no recording at all
   */
  public List<ReadFiles<? extends Recording>> openEach(
      Optional<ParallelLayout> layout, ReadProgress progress) throws UnreadableTraceException {
    List<Path> containers = containers();
    return containers.isEmpty()
        ? List.copyOf(new ParallelReading(this, layout, progress).read())
        : List.of(new ReadFiles<>(ContainerRecording.open(containers, progress), ignored));
  }

  /**
   * The same of what must be one recording.
   *
   * @throws UnreadableTraceException as {@link #openEach}, and if there are several to choose from
   */
  public ReadFiles<? extends Recording> open(Optional<ParallelLayout> layout, ReadProgress progress)
      throws UnreadableTraceException {
    return SeveralRecordings.requireOne(openEach(layout, progress));
  }

  /**
   * Reads all of it into memory.
   *
   * @throws UnreadableTraceException as {@link #open}
   */
  public ReadFiles<TraceRecording> read(Optional<ParallelLayout> layout, ReadProgress progress)
      throws UnreadableTraceException {
    return SeveralRecordings.requireOne(new ParallelReading(this, layout, progress).read());
  }

  /**
   * The same, of a deployment that is not known.
   *
   * @throws UnreadableTraceException as {@link #open}
   */
  public ReadFiles<TraceRecording> read(ReadProgress progress) throws UnreadableTraceException {
    return read(Optional.empty(), progress);
  }
}
