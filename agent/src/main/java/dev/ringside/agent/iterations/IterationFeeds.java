package dev.ringside.agent.iterations;

import dev.ringside.agent.delivery.Outlet;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.iterations.IterationSink;
import dev.ringside.ingest.iterations.live.IterationSource;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.schemas.iteration.IterationOrigin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sources of iterations of an agent, and what they have told since the last group. For the
 * agent's own thread.
 *
 * <p>Bound: {@value #MOST_FEEDS} processes of engines, and what their sources tell between two
 * groups.
 */
public final class IterationFeeds {

  private static final Logger LOG = LoggerFactory.getLogger(IterationFeeds.class);

  private static final int MOST_FEEDS = 1_024;
  private static final String STREAMS = "iterations";

  private final List<NamedIterations> named;
  private final IterationCounts counts;
  private final Map<NamedIterations, IterationSource> sources = new LinkedHashMap<>();
  private final SortedMap<Stream, IterationFeed> feeds =
      new TreeMap<>(Comparator.comparing(Stream::worker).thenComparing(Stream::replica));

  /** A process of an engine. */
  private record Stream(String worker, int replica) {}

  public IterationFeeds(List<NamedIterations> named, IterationCounts counts) {
    this.named = List.copyOf(named);
    this.counts = counts;
  }

  /** For an agent that follows calls alone. */
  public static IterationFeeds none() {
    return new IterationFeeds(List.of(), new IterationCounts());
  }

  /**
   * Opens the sources.
   *
   * @param before what {@link #state} returned in an earlier start; other entries do not matter
   * @param sameRun false if batches count from 0 again
   */
  public void open(Map<String, byte[]> before, boolean sameRun) {
    for (NamedIterations one : named) {
      Optional<byte[]> position = Optional.ofNullable(before.get(one.name()));
      sources.put(one, one.opening().apply(position.filter(bytes -> bytes.length > 0)));
    }
    Optional.ofNullable(before.get(STREAMS))
        .filter(unused -> sameRun)
        .ifPresent(
            bytes ->
                StreamNumbers.decode(bytes)
                    .forEach(one -> feed(one.worker(), one.replica()).resume(one.next())));
  }

  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /** Takes what has come; a source that is of no more use is given up. */
  public boolean poll() {
    boolean any = false;
    for (NamedIterations one : List.copyOf(sources.keySet())) {
      try {
        any |= sources.get(one).poll(new Sink(one));
      } catch (UnreadableTraceException e) {
        LOG.error("{}; this source is given up", e.getMessage());
        counts.damagedSource();
        sources.remove(one).close();
      }
    }
    return any;
  }

  private final class Sink implements IterationSink {

    private final NamedIterations source;
    private IterationFeed last;

    Sink(NamedIterations source) {
      this.source = source;
    }

    private IterationFeed of(String worker, int replica) {
      last = feed(worker, replica);
      return last;
    }

    @Override
    public void iteration(Iteration told) {
      int replica = source.replica() + told.replica();
      if (!Bound.RANK_NUMBER.allows(replica)) {
        rejected("replica_out_of_range");
        return;
      }
      counts.told();
      of(told.worker(), replica).add(told.inReplica(replica));
    }

    @Override
    public void heartbeat(String worker, int replica, long number) {
      if (Bound.RANK_NUMBER.allows(source.replica() + replica)) {
        of(worker, source.replica() + replica).heartbeat();
      }
    }

    @Override
    public void rejected(String reason) {
      counts.rejected(reason);
      if (last != null) {
        last.reject();
      }
    }

    @Override
    public void sampled() {}
  }

  private IterationFeed feed(String worker, int replica) {
    Stream stream = new Stream(worker, replica);
    IterationFeed known = feeds.get(stream);
    if (known == null) {
      known = new IterationFeed();
      feeds.put(stream, known);
      if (feeds.size() > MOST_FEEDS) {
        throw new IllegalStateException("more than %d processes of engines".formatted(MOST_FEEDS));
      }
    }
    return known;
  }

  /**
   * Puts all that was told into batches of the open group.
   *
   * @param sender names deployment, agent, run and host; the worker and the replica are each feed's
   */
  public void stage(IterationOrigin sender, Outlet outlet) {
    feeds.forEach(
        (stream, feed) ->
            feed.stage(
                new IterationOrigin(
                    sender.deployment(),
                    stream.replica(),
                    stream.worker(),
                    sender.agent(),
                    sender.runId(),
                    sender.host()),
                outlet));
  }

  /** A new run: batches count from 0. */
  public void restart() {
    feeds.values().forEach(feed -> feed.resume(0));
  }

  /** For another start, by names: how far the sources were read, and the next numbers. */
  public Map<String, byte[]> state() {
    Map<String, byte[]> state = new LinkedHashMap<>();
    sources.forEach((one, source) -> state.put(one.name(), source.position()));
    List<StreamNumbers.Next> next = new ArrayList<>();
    feeds.forEach(
        (stream, feed) ->
            next.add(
                new StreamNumbers.Next(stream.worker(), stream.replica(), feed.nextSequence())));
    if (!next.isEmpty()) {
      state.put(STREAMS, StreamNumbers.encode(next));
    }
    return state;
  }

  public void close() {
    sources.values().forEach(IterationSource::close);
  }
}
