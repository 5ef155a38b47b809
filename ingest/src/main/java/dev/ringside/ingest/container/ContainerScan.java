package dev.ringside.ingest.container;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.container.CallBatchContainerReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The first reading of containers: decodes every batch, so that nothing malformed is found once
 * half of a recording is published, and keeps what it comes to.
 *
 * <p>Memory: a log for each rank, and one block.
 */
final class ContainerScan {

  /**
   * About 36 years: a longer recording is none, and moved to now would leave the range of times.
   */
  private static final long LONGEST_NS = 1L << 60;

  private final ReadProgress progress;
  private final SortedMap<Integer, Path> files = new TreeMap<>();
  private final SortedMap<Integer, RankLog> logs = new TreeMap<>();
  private final SortedSet<String> deployments = new TreeSet<>();
  private long bytesRead;
  private long bytesTotal;
  private long calls;
  private long firstStartNs = Long.MAX_VALUE;
  private long lastEndNs = Long.MIN_VALUE;
  private int unitNs = 1;

  ContainerScan(ReadProgress progress) {
    this.progress = progress;
  }

  ContainerRecording read(List<Path> containers) throws UnreadableTraceException {
    for (Path file : containers) {
      bytesTotal += size(file);
    }
    for (Path file : containers) {
      readAll(file);
    }
    if (logs.isEmpty()) {
      throw new UnreadableTraceException(containers.get(0), "a container without a batch");
    }
    requireOneDeployment(containers);
    if (calls > 0 && lastEndNs - firstStartNs > LONGEST_NS) {
      throw new UnreadableTraceException(
          containers.get(0),
          "calls from %d to %d ns since the epoch; expected a recording of at most 36 years"
              .formatted(firstStartNs, lastEndNs));
    }
    logs.values().forEach(RankLog::finish);
    return new ContainerRecording(containers, files, logs, calls, firstStartNs, lastEndNs, unitNs);
  }

  private static long size(Path file) throws UnreadableTraceException {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw ContainerReader.unreadable(file, e);
    }
  }

  private void readAll(Path file) throws UnreadableTraceException {
    try (CallBatchContainerReader reader = ContainerReader.open(file, this::advance)) {
      for (Optional<CallBatch> next = reader.next(); next.isPresent(); next = reader.next()) {
        add(file, next.get());
        progress.at(Math.min(bytesRead, bytesTotal), bytesTotal);
        if (Thread.currentThread().isInterrupted()) {
          throw new UnreadableTraceException("reading was interrupted");
        }
      }
    } catch (MalformedContainerException e) {
      throw ContainerReader.malformed(file, e);
    } catch (IOException e) {
      throw ContainerReader.unreadable(file, e);
    }
  }

  private void advance(long bytes) {
    bytesRead += bytes;
  }

  private void add(Path file, CallBatch batch) throws UnreadableTraceException {
    BatchHeader header = batch.header();
    Path other = files.putIfAbsent(header.rank(), file);
    if (other != null && !other.equals(file)) {
      throw new UnreadableTraceException(
          "rank %d twice: %s and %s; give one of them".formatted(header.rank(), other, file));
    }
    deployments.add(header.deployment());
    log(file, header);
    widen(batch.calls());
    calls += header.calls();
    unitNs = Math.max(unitNs, header.startUnitNs());
  }

  private void log(Path file, BatchHeader header) throws UnreadableTraceException {
    RankLog log = logs.computeIfAbsent(header.rank(), rank -> new RankLog());
    try {
      if (!log.add(header)) {
        throw new UnreadableTraceException(
            file,
            "rank %d is of replica %d in one batch and of another before it"
                .formatted(header.rank(), header.replica()));
      }
    } catch (ArithmeticException e) {
      throw new UnreadableTraceException(
          file,
          "batch %d of rank %d: its numbers exceed 63 bits"
              .formatted(header.batchSequence(), header.rank()),
          e);
    }
  }

  private void widen(CallColumns columns) {
    for (int row = 0; row < columns.size(); row++) {
      firstStartNs = Math.min(firstStartNs, columns.startNs(row));
      lastEndNs = Math.max(lastEndNs, columns.endNs(row));
    }
  }

  private void requireOneDeployment(List<Path> containers) throws UnreadableTraceException {
    if (deployments.size() > 1) {
      throw new UnreadableTraceException(
          containers.get(0),
          "calls of %d deployments (\"%s\"); expected one: a rank's number says nothing across them"
              .formatted(deployments.size(), String.join("\", \"", deployments)));
    }
  }
}
