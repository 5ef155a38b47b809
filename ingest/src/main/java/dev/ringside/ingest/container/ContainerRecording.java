package dev.ringside.ingest.container;

import dev.ringside.ingest.recording.BatchFeed;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.Recording;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * Containers of batches as one recording: read once to be checked and counted, and once more as
 * they are replayed. Memory: a block of each file, and a log of each rank.
 *
 * @param files the container of each rank
 * @param logs by rank
 */
public record ContainerRecording(
    List<Path> containers,
    SortedMap<Integer, Path> files,
    SortedMap<Integer, RankLog> logs,
    long calls,
    long firstStartNs,
    long lastEndNs,
    int unitNs)
    implements Recording {

  public ContainerRecording {
    containers = List.copyOf(containers);
    files = Collections.unmodifiableSortedMap(files);
    logs = Collections.unmodifiableSortedMap(logs);
  }

  /**
   * Reads {@code containers} to their ends.
   *
   * @throws UnreadableTraceException with one clear line: a file that is malformed anywhere, the
   *     same rank in two of them, calls of several deployments, or no batch at all
   */
  public static ContainerRecording open(List<Path> containers, ReadProgress progress)
      throws UnreadableTraceException {
    return new ContainerScan(progress).read(containers);
  }

  @Override
  public List<Integer> ranks() {
    return List.copyOf(logs.keySet());
  }

  @Override
  public Path source(int rank) {
    return files.get(rank);
  }

  @Override
  public OptionalInt worldSize() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt replicaOf(int rank) {
    return logs.get(rank).replica();
  }

  @Override
  public List<String> remarks() {
    return List.of();
  }

  @Override
  public BatchFeed batches() throws UnreadableTraceException {
    List<ContainerFeed> feeds = new ArrayList<>();
    try {
      for (Path container : containers) {
        feeds.add(ContainerFeed.open(container, logs));
      }
      return new MergedFeed(feeds);
    } catch (UnreadableTraceException e) {
      feeds.forEach(ContainerFeed::close);
      throw e;
    }
  }
}
