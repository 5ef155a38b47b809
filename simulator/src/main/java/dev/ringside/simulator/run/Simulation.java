package dev.ringside.simulator.run;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.play.Cell;
import dev.ringside.simulator.play.CellBuilder;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.record.BrokenOutputException;
import dev.ringside.simulator.record.InspectorLines;
import dev.ringside.simulator.record.SeenCalls;
import dev.ringside.simulator.record.SimulatedBatches;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.workload.ArrivalFile;
import dev.ringside.simulator.workload.DrawnRequests;
import dev.ringside.simulator.workload.ListedRequests;
import dev.ringside.simulator.workload.RecordedRequests;
import dev.ringside.simulator.workload.RequestSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A scenario, played from its start to its end: cells side by side in steps of {@value #TICK_MS}
 * ms, agents flushed every {@value #FLUSH_MS} ms of simulated time. Runs once, in one thread.
 *
 * <p>Law: the same scenario gives the same batches and the same truth, in the same order. Memory:
 * requests present and half a second of calls; nothing grows with simulated time.
 */
public final class Simulation {

  static final long TICK_MS = 100;
  static final long FLUSH_MS = 500;
  private static final long NS_PER_MS = 1_000_000;

  /** Is told how far simulated time has come, and may delay it. */
  @FunctionalInterface
  public interface Pace {

    Pace NONE = (nowNs, durationNs) -> {};

    /**
     * @param nowNs simulated time from the start
     */
    void at(long nowNs, long durationNs) throws InterruptedException;
  }

  private final Scenario scenario;
  private final Agents agents;
  private final List<Cell> cells;
  private long nowNs;

  /**
   * @param logs Inspector's log of each rank, where it is wanted
   * @throws BadDescriptionException if recorded arrivals cannot be read
   */
  public Simulation(Scenario scenario, Truth truth, IntFunction<Optional<InspectorLines>> logs)
      throws BadDescriptionException {
    this.scenario = scenario;
    this.agents = new Agents(scenario, logs);
    this.cells = new CellBuilder(scenario, agents::recorder, sources(scenario), truth).cells();
  }

  public static Simulation of(Scenario scenario, Truth truth) throws BadDescriptionException {
    return new Simulation(scenario, truth, rank -> Optional.empty());
  }

  private static IntFunction<RequestSource> sources(Scenario scenario)
      throws BadDescriptionException {
    int replicas = RankMap.of(scenario.deployment()).replicas();
    long seed = scenario.seed();
    long untilNs = scenario.durationNs();
    Optional<Path> recording = scenario.workload().arrivals().recording();
    if (!scenario.workload().arrivals().listedNs().isEmpty()) {
      return replica -> new ListedRequests(scenario.workload(), replica, replicas, seed, untilNs);
    }
    if (recording.isEmpty()) {
      return replica ->
          new DrawnRequests(
              scenario.workload(), scenario.faults(), replica, replicas, seed, untilNs);
    }
    ArrivalFile file = ArrivalFile.read(recording.get());
    return replica ->
        new RecordedRequests(file, scenario.workload(), replica, replicas, seed, untilNs);
  }

  /**
   * @return what became of all calls
   */
  public SeenCalls run(SimulatedBatches out, Pace pace)
      throws BrokenOutputException, InterruptedException {
    long durationNs = scenario.durationNs();
    while (nowNs < durationNs) {
      tick();
      if (nowNs % (FLUSH_MS * NS_PER_MS) == 0) {
        agents.flush(nowNs, out);
        pace.at(nowNs, durationNs);
      }
    }
    cells.forEach(Cell::finish);
    agents.end(durationNs, out);
    pace.at(durationNs, durationNs);
    return agents.seen();
  }

  private void tick() {
    agents.applyFaults(nowNs);
    nowNs = Math.min(scenario.durationNs(), nowNs + TICK_MS * NS_PER_MS);
    for (Cell cell : cells) {
      cell.advance(nowNs);
    }
  }

  /**
   * Plays up to the next flush and sends what was seen: for callers that play piece by piece
   * instead of calling {@link #run}.
   */
  public void advance(SimulatedBatches out) throws BrokenOutputException, InterruptedException {
    do {
      tick();
    } while (nowNs % (FLUSH_MS * NS_PER_MS) != 0);
    agents.flush(nowNs, out);
  }

  /** Requests that had not finished at the end. */
  public int population() {
    return cells.stream().mapToInt(Cell::population).sum();
  }
}
