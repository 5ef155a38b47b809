package dev.ringside.ingest.container;

import dev.ringside.ingest.recording.BatchFeed;
import dev.ringside.ingest.recording.RecordedBatch;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Several feeds as one: whichever has the earliest batch next; ties go by the order given. */
final class MergedFeed implements BatchFeed {

  private final List<? extends BatchFeed> feeds;
  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(
          Comparator.comparingLong((Head head) -> head.batch.dueNs())
              .thenComparingInt(head -> head.feed));

  private record Head(int feed, RecordedBatch batch) {}

  MergedFeed(List<? extends BatchFeed> feeds) throws UnreadableTraceException {
    this.feeds = List.copyOf(feeds);
    for (int feed = 0; feed < feeds.size(); feed++) {
      advance(feed);
    }
  }

  private void advance(int feed) throws UnreadableTraceException {
    feeds.get(feed).next().ifPresent(batch -> heads.add(new Head(feed, batch)));
  }

  @Override
  public Optional<RecordedBatch> next() throws UnreadableTraceException {
    Head head = heads.poll();
    if (head == null) {
      return Optional.empty();
    }
    advance(head.feed);
    return Optional.of(head.batch);
  }

  @Override
  public void close() {
    feeds.forEach(BatchFeed::close);
  }
}
