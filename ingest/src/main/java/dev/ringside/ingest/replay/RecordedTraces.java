package dev.ringside.ingest.replay;

import dev.ringside.ingest.trace.RankTrace;
import dev.ringside.ingest.trace.Recording;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * Traces in memory as the agents of their ranks would have sent them: batches in the order of their
 * first call, the ranks interleaved, each rank's stream numbered from 0.
 *
 * <p>A batch spans at most 500 ms of event time, so that ranks sharing a partition never lag one
 * another by more.
 */
public record RecordedTraces(Recording recording) implements Replayable {

  @Override
  public List<Integer> ranks() {
    return recording.ranks();
  }

  @Override
  public Path source(int rank) {
    return recording.traces().stream()
        .filter(trace -> trace.rank() == rank)
        .findFirst()
        .orElseThrow()
        .source();
  }

  @Override
  public OptionalInt worldSize() {
    return recording.worldSize();
  }

  @Override
  public OptionalInt replicaOf(int rank) {
    return OptionalInt.empty();
  }

  @Override
  public long calls() {
    return recording.calls();
  }

  @Override
  public long firstStartNs() {
    return recording.firstStartNs();
  }

  @Override
  public long lastEndNs() {
    return recording.lastEndNs();
  }

  @Override
  public int unitNs() {
    return 1;
  }

  @Override
  public BatchFeed batches() {
    PriorityQueue<RankStream> queue =
        new PriorityQueue<>(
            Comparator.comparingLong(RankStream::nextStartNs)
                .thenComparingInt(stream -> stream.trace().rank()));
    for (RankTrace trace : recording.traces()) {
      queue.add(new RankStream(trace));
    }
    return new Interleaved(queue);
  }

  private record Interleaved(PriorityQueue<RankStream> queue) implements BatchFeed {

    @Override
    public Optional<RecordedBatch> next() {
      RankStream stream = queue.poll();
      if (stream == null) {
        return Optional.empty();
      }
      RecordedBatch batch = stream.next();
      if (stream.hasNext()) {
        queue.add(stream);
      }
      return Optional.of(batch);
    }

    @Override
    public void close() {}
  }
}
