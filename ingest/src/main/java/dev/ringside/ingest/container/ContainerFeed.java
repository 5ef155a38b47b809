package dev.ringside.ingest.container;

import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.ingest.recording.BatchFeed;
import dev.ringside.ingest.recording.RecordedBatch;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.container.CallBatchContainerReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The second reading of a container: its batches in the order of the file, renumbered, the last of
 * each rank ending its stream.
 *
 * <p>A rank whose last batch repeats an earlier number would end unnoticed, for a repetition says
 * nothing new: an empty batch ends its stream instead.
 */
final class ContainerFeed implements BatchFeed {

  private final Path file;
  private final CallBatchContainerReader reader;
  private final Map<Integer, RankLog> logs;
  private final Map<Integer, Position> positions = new HashMap<>();
  private Optional<RecordedBatch> closing = Optional.empty();

  /** How far a rank is. */
  private static final class Position {
    private long batches;
    private long highest = -1;
  }

  private ContainerFeed(Path file, CallBatchContainerReader reader, Map<Integer, RankLog> logs) {
    this.file = file;
    this.reader = reader;
    this.logs = logs;
  }

  static ContainerFeed open(Path file, Map<Integer, RankLog> logs) throws UnreadableTraceException {
    try {
      return new ContainerFeed(file, ContainerReader.open(file, bytes -> {}), logs);
    } catch (MalformedContainerException e) {
      throw ContainerReader.malformed(file, e);
    } catch (IOException e) {
      throw ContainerReader.unreadable(file, e);
    }
  }

  @Override
  public Optional<RecordedBatch> next() throws UnreadableTraceException {
    if (closing.isPresent()) {
      Optional<RecordedBatch> batch = closing;
      closing = Optional.empty();
      return batch;
    }
    try {
      Optional<CallBatch> next = reader.next();
      return next.isEmpty() ? Optional.empty() : Optional.of(placed(next.get()));
    } catch (MalformedContainerException e) {
      throw ContainerReader.malformed(file, e);
    } catch (IOException e) {
      throw ContainerReader.unreadable(file, e);
    }
  }

  private RecordedBatch placed(CallBatch batch) throws UnreadableTraceException {
    BatchHeader header = batch.header();
    RankLog log = logs.get(header.rank());
    if (log == null || !log.knows(header)) {
      throw new UnreadableTraceException(file, "has changed since it was read first");
    }
    Position position = positions.computeIfAbsent(header.rank(), rank -> new Position());
    long number = log.renumbered(header);
    boolean isNew = number > position.highest;
    position.highest = Math.max(position.highest, number);
    position.batches++;
    boolean isLast = position.batches == log.batches();
    if (isLast && !isNew) {
      closing = Optional.of(end(header, position.highest + 1));
    }
    return new RecordedBatch(
        renumbered(header, number).ending(isLast && isNew),
        batch.signatures(),
        batch.calls(),
        0,
        batch.calls().size(),
        batch.steps());
  }

  private static RecordedBatch end(BatchHeader last, long number) {
    return new RecordedBatch(
        renumbered(last, number)
            .ending(true)
            .holding(
                new BatchContents(
                    Collections.emptySortedMap(),
                    last.calls(),
                    last.firstStartNs(),
                    last.lastEndNs())),
        new SignatureTable(),
        new CallColumns(1),
        0,
        0,
        List.of());
  }

  private static BatchHeader renumbered(BatchHeader header, long number) {
    BatchHeader numbered = header.numbered(number);
    return header.clock().isEmpty() ? numbered.in(header.units().withClock("recorded")) : numbered;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
