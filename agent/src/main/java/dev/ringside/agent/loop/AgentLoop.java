package dev.ringside.agent.loop;

import dev.ringside.agent.delivery.Outlet;
import dev.ringside.agent.iterations.IterationFeeds;
import dev.ringside.agent.progress.Stuck;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.CallSource;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.ResumableSource;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.iteration.IterationOrigin;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes calls from the sources, in a group about once a second hands on their batches and
 * heartbeats, and ends each group with the state from which another start goes on.
 *
 * <p>After SIGKILL the next start goes on with the same run where the last whole group ended: the
 * job sees neither a gap nor a call twice. A new run begins when that cannot be known: after
 * another start of the machine, after damage to the spool, and when the disk begins to refuse.
 */
public final class AgentLoop {

  private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);

  private static final long NS_PER_MS = 1_000_000;
  private static final int UNIT_NS = 1;

  /** While batches wait for so long, heartbeats say nothing and states can be rarer. */
  private static final long BEHIND_MS = 5_000;

  private static final int RARER = 10;

  private final LoopSettings settings;
  private final Outlet outlet;
  private final Liveness liveness;
  private final IterationFeeds iterations;
  private final InstantSource clock;
  private final Supplier<String> runIds;
  private final AgentCounts counts;
  private final Supplier<Stuck> stuck;
  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private final SortedMap<Integer, RankFeed> feeds = new TreeMap<>();
  private final Map<String, CallSource> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> positions = new LinkedHashMap<>();

  private String runId;
  private int generation;
  private long nextMs;
  private int skipped;

  /**
   * What the loop stands on.
   *
   * @param stuck asked once a group which calls do not end
   */
  public record Surroundings(
      Outlet outlet,
      Liveness liveness,
      InstantSource clock,
      Supplier<String> runIds,
      AgentCounts counts,
      Supplier<Stuck> stuck) {}

  /**
   * @param state of an earlier start
   * @param sound false if the run of that start cannot go on
   */
  public AgentLoop(
      LoopSettings settings,
      List<NamedSource> named,
      Surroundings surroundings,
      Optional<byte[]> state,
      boolean sound) {
    this(settings, named, IterationFeeds.none(), surroundings, state, sound);
  }

  /**
   * @param iterations not open yet
   * @param state of an earlier start
   * @param sound false if the run of that start cannot go on
   */
  public AgentLoop(
      LoopSettings settings,
      List<NamedSource> named,
      IterationFeeds iterations,
      Surroundings surroundings,
      Optional<byte[]> state,
      boolean sound) {
    this.settings = settings;
    this.iterations = iterations;
    outlet = surroundings.outlet;
    liveness = surroundings.liveness;
    clock = surroundings.clock;
    runIds = surroundings.runIds;
    counts = surroundings.counts;
    stuck = surroundings.stuck;
    Optional<AgentState> before = state.flatMap(AgentState::decode);
    before.ifPresent(known -> positions.putAll(known.positions()));
    iterations.open(positions, resume(before, sound));
    for (NamedSource one : named) {
      sources.put(one.name(), one.opening().apply(Optional.ofNullable(positions.get(one.name()))));
    }
    positions.keySet().retainAll(sources.keySet());
    nextMs = clock.millis() + settings.every().toMillis();
  }

  /** Returns whether the run of the earlier start goes on. */
  private boolean resume(Optional<AgentState> before, boolean sound) {
    boolean sameRun = sound && before.map(AgentState::boot).equals(Optional.of(settings.boot()));
    runId = sameRun ? before.orElseThrow().runId() : runIds.get();
    for (AgentState.RankState rank : before.map(AgentState::ranks).orElse(List.of())) {
      feed(rank.rank(), new Place(rank.host(), 0, "")).resume(rank, sameRun);
    }
    return sameRun;
  }

  /** Runs until interrupted; then hands on what it has. */
  public void run() {
    try {
      while (hasSources()) {
        poll();
      }
      LOG.warn("no source is left");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      finish();
    }
  }

  private boolean hasSources() {
    return !sources.isEmpty() || !iterations.isEmpty();
  }

  /** One turn: what the sources have, and a group if it is time. */
  void poll() throws InterruptedException {
    long leftMs = Math.max(0, nextMs - clock.millis());
    boolean any = iterations.poll();
    boolean last = sources.size() == 1 && iterations.isEmpty();
    for (String name : List.copyOf(sources.keySet())) {
      any |= poll(name, Duration.ofMillis(any || !last ? 0 : leftMs));
    }
    if (!any && !last && leftMs > 0) {
      Thread.sleep(Math.min(leftMs, 20));
    }
    feeds.values().forEach(RankFeed::count);
    counts.polled(clock.millis(), feeds.size());
    if (clock.millis() >= nextMs) {
      endGroup(holdBackNs());
      nextMs = Math.max(nextMs + settings.every().toMillis(), clock.millis());
    }
  }

  private boolean poll(String name, Duration atMost) throws InterruptedException {
    CallSource source = sources.get(name);
    try {
      return source.poll(new Sink(name), atMost);
    } catch (UnreadableTraceException e) {
      LOG.error("{}; this source is given up", e.getMessage());
      counts.damagedSource();
      source.close();
      sources.remove(name);
      return false;
    }
  }

  private final class Sink implements CallSink {

    private final String source;

    Sink(String source) {
      this.source = source;
    }

    @Override
    public RankCalls rank(RankInfo who) {
      RankFeed feed = feed(who.rank(), who.place());
      feed.runsAt(who.place());
      return feed;
    }

    @Override
    public void note(Note note) {
      if (note instanceof Note.Incomplete incomplete) {
        LOG.warn("{}: {}", source, incomplete.why());
      }
    }
  }

  private RankFeed feed(int rank, Place place) {
    RankFeed known = feeds.get(rank);
    if (known == null) {
      BatchOrigin origin =
          new BatchOrigin(
              settings.deployment(),
              settings.replicaOf(rank),
              rank,
              settings.agent(),
              runId,
              place,
              List.of());
      known =
          new RankFeed(
              origin, new BatchUnits(settings.clock(), UNIT_NS, UNIT_NS), outlet, encoder, counts);
      feeds.put(rank, known);
    }
    return known;
  }

  private long holdBackNs() {
    return clock.millis() * NS_PER_MS - settings.holdBack().toNanos();
  }

  private void endGroup(long untilNs) {
    Outlet.Status status = outlet.status();
    if (status.generation() != generation) {
      generation = status.generation();
      outlet.enter(generation);
      runId = runIds.get();
      feeds.values().forEach(feed -> feed.restart(runId));
      iterations.restart();
    }
    boolean behind = status.oldestMs() > 0 && clock.millis() - status.oldestMs() > BEHIND_MS;
    if (behind && skipped < RARER) {
      skipped++;
      return;
    }
    skipped = 0;
    liveness.present().forEach(this::feed);
    Stuck now = stuck.get();
    for (Map.Entry<Integer, RankFeed> rank : feeds.entrySet()) {
      rank.getValue().stand(now);
      boolean sent = rank.getValue().sendUntil(untilNs, status.filling());
      if (!sent && !behind && liveness.isAlive(rank.getKey())) {
        rank.getValue().heartbeat(untilNs);
      }
    }
    iterations.stage(sender(), outlet);
    outlet.commit(state().encode());
  }

  private IterationOrigin sender() {
    return new IterationOrigin(
        settings.deployment(), 0, "", settings.agent(), runId, settings.agent());
  }

  private AgentState state() {
    sources.forEach(
        (name, source) -> {
          if (source instanceof ResumableSource resumable) {
            positions.put(name, resumable.position());
          }
        });
    positions.putAll(iterations.state());
    return new AgentState(
        runId,
        settings.boot(),
        feeds.values().stream().map(RankFeed::state).toList(),
        new LinkedHashMap<>(positions));
  }

  private void finish() {
    skipped = RARER;
    endGroup(holdBackNs());
    sources.values().forEach(CallSource::close);
    iterations.close();
  }
}
