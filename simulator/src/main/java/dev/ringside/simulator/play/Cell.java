package dev.ringside.simulator.play;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.engine.GraphLadder;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.Serving;
import dev.ringside.simulator.schedule.Batch;
import dev.ringside.simulator.workload.Request;
import dev.ringside.simulator.workload.RequestSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replicas that step together: one, or, where they exchange tokens around the experts, all.
 *
 * <p>A discrete-event loop over the moments at which the scheduler has something to do: a pass
 * ends, a request comes, a replica restarts. A pass is played whole when it is scheduled; as many
 * are under way as there are pipeline stages. Memory: requests present, passes under way.
 */
public final class Cell {

  private final Deployment deployment;
  private final Serving serving;
  private final List<Replica> replicas;
  private final StageWalk walk;
  private final List<TokenReturn> tokens;
  private final Rendezvous rendezvous;
  private final GraphLadder ladder;
  private final FaultBoard faults;
  private final Truth truth;
  private final Dice dice;
  private final Deque<Flight> underWay = new ArrayDeque<>();
  private final Set<Fault> sprung = new HashSet<>();
  private long nowNs;
  private boolean down;
  private long downUntilNs;
  private long passes;

  private record Flight(List<PassWork> works, long endNs) {}

  Cell(CellParts parts, Truth truth) {
    this.deployment = parts.deployment();
    this.serving = parts.serving();
    this.replicas = parts.replicas();
    this.walk = parts.walk();
    this.tokens = parts.tokens();
    this.rendezvous = parts.rendezvous();
    this.ladder = new GraphLadder(deployment);
    this.faults = parts.faults();
    this.dice = parts.dice();
    this.truth = truth;
  }

  /** Plays everything that is scheduled before {@code untilNs}. */
  public void advance(long untilNs) {
    while (nowNs < untilNs) {
      if (down) {
        if (downUntilNs >= untilNs) {
          nowNs = untilNs;
          return;
        }
        restart();
      }
      retire();
      admit();
      faults.apply(replicas, nowNs);
      if (underWay.size() == deployment.layout().pipeline() || !step()) {
        nowNs = Math.min(untilNs, nextEventNs());
      }
    }
  }

  private long nextEventNs() {
    long next = underWay.isEmpty() ? RequestSource.NEVER : underWay.peek().endNs;
    for (Replica replica : replicas) {
      next = Math.min(next, replica.source().nextArrivalNs());
    }
    return Math.max(nowNs + 1, next);
  }

  private void retire() {
    while (!underWay.isEmpty() && underWay.peek().endNs <= nowNs) {
      Flight flight = underWay.remove();
      for (int r = 0; r < replicas.size(); r++) {
        Replica replica = replicas.get(r);
        for (Request done :
            replica.scheduler().complete(flight.works.get(r).batch(), flight.endNs)) {
          truth.finished(replica.number(), done, flight.endNs);
        }
      }
    }
  }

  private void admit() {
    for (Replica replica : replicas) {
      while (replica.source().nextArrivalNs() <= nowNs) {
        replica.scheduler().admit(replica.source().take());
      }
    }
  }

  /** Schedules and plays a pass; false if nobody has work for one. */
  private boolean step() {
    Batch[] batches = new Batch[replicas.size()];
    boolean work = false;
    for (int r = 0; r < batches.length; r++) {
      batches[r] = replicas.get(r).scheduler().next();
      work |= !batches[r].isEmpty();
    }
    if (!work) {
      return false;
    }
    armHangs();
    PassWork[] works = works(batches);
    long startNs = nowNs + serving.stepOverheadNs();
    try {
      play(works, startNs);
    } catch (Hang hang) {
      stop(hang);
      return true;
    }
    long endNs = endNs();
    underWay.add(new Flight(List.of(works), endNs));
    report(works, startNs, endNs);
    nowNs++;
    return true;
  }

  private void armHangs() {
    for (Fault fault : faults.activeHangs(nowNs)) {
      if (rendezvous.armed().isEmpty() && touches(fault) && sprung.add(fault)) {
        rendezvous.armHang(fault, 1 + dice.below(2 * deployment.model().layers()));
      }
    }
  }

  private boolean touches(Fault fault) {
    return replicas.stream()
        .flatMap(replica -> replica.ranks().stream())
        .anyMatch(
            rank ->
                fault.culprit().covers(rank.replica(), rank.stage(), rank.number(), rank.host()));
  }

  private PassWork[] works(Batch[] batches) {
    boolean decode = true;
    for (Batch batch : batches) {
      decode &= batch.isDecodeOnly();
    }
    long[] wire = new long[batches.length];
    long most = 0;
    for (int r = 0; r < batches.length; r++) {
      wire[r] = paddedTokens(replicas.get(r), batches[r]);
      most = Math.max(most, wire[r]);
    }
    boolean alike = batches.length > 1 && ladder.replays(decode, most);
    PassWork[] works = new PassWork[batches.length];
    for (int r = 0; r < batches.length; r++) {
      works[r] = work(batches[r], decode, wireTokens(batches, r, wire[r], alike, most));
    }
    return works;
  }

  /**
   * Replicas that step together are padded to the largest if a graph replays the pass; if it is too
   * large for one, nobody is padded.
   */
  private long wireTokens(Batch[] batches, int own, long padded, boolean alike, long most) {
    if (alike) {
      return most;
    }
    boolean joined = batches.length > 1 && ladder.hasGraphs();
    return joined ? blownUp(replicas.get(own), wanted(batches[own])) : padded;
  }

  /** Tokens before any padding; a dummy has one, with its drafted ones. */
  private long wanted(Batch batch) {
    if (batch.isEmpty()) {
      return 1L + deployment.options().speculativeTokens();
    }
    return deployment.engine() == Engine.TRANSFORMERS ? batch.rectangle() : batch.tokens();
  }

  private long paddedTokens(Replica replica, Batch batch) {
    long padded = ladder.padded(batch.isDecodeOnly(), Math.max(1, batch.size()), wanted(batch));
    int parts = deployment.options().sequenceParallel() ? deployment.layout().tensor() : 1;
    return TensorTraffic.ceil(blownUp(replica, padded), parts) * parts;
  }

  private static long blownUp(Replica replica, long tokens) {
    return (long) Math.ceil(tokens * replica.stage(0)[0].conditions.padding);
  }

  private PassWork work(Batch batch, boolean decode, long wire) {
    boolean padsRows = walk.habits().padsLogits() && batch.isDecodeOnly() && !batch.isEmpty();
    long rows = padsRows ? wire : batch.logitsRows();
    return new PassWork(
        batch, decode, wire, rows, drafts(batch, wire), ladder.replays(decode, wire));
  }

  /** The first pass of the drafting model has the step's tokens, the others one a request. */
  private long[] drafts(Batch batch, long wire) {
    long[] drafts = new long[batch.isEmpty() ? 0 : batch.drafted()];
    for (int i = 0; i < drafts.length; i++) {
      drafts[i] = i == 0 ? wire : ladder.padded(true, batch.size(), batch.size());
    }
    return drafts;
  }

  private void play(PassWork[] works, long startNs) {
    int stages = deployment.layout().pipeline();
    for (int stage = 0; stage < stages; stage++) {
      for (int r = 0; r < replicas.size(); r++) {
        for (Team team : replicas.get(r).stage(stage)) {
          team.startAt(startNs);
        }
        tokens.get(r).takeIn(stage, replicas.get(r).freeNs(stage));
      }
      walk.walk(stage, works);
    }
    for (int r = 0; r < replicas.size() && serving.asyncScheduling(); r++) {
      tokens.get(r).sampled(works[r]);
    }
  }

  private long endNs() {
    int last = deployment.layout().pipeline() - 1;
    long end = nowNs + 1;
    for (Replica replica : replicas) {
      end = Math.max(end, replica.freeNs(last));
    }
    return end;
  }

  private void report(PassWork[] works, long startNs, long endNs) {
    for (int r = 0; r < works.length; r++) {
      Batch batch = works[r].batch();
      truth.pass(
          new Truth.Pass(
              replicas.get(r).number(),
              passes,
              nowNs,
              startNs,
              endNs,
              works[r].decode(),
              batch.isEmpty(),
              batch.size(),
              batch.tokens(),
              works[r].tokens(),
              works[r].rows(),
              batch.sampledRequests(),
              batch.goesOn(),
              replicas.get(r).scheduler().population()));
    }
    passes++;
  }

  private void stop(Hang hang) {
    down = true;
    downUntilNs = hang.fault().toNs();
    nowNs = Math.max(nowNs + 1, Math.min(hang.sinceNs(), downUntilNs));
    if (hang.fault().kind() == FaultKind.DEAD_RANK) {
      faults.died(hang.fault());
    }
    for (Replica replica : replicas) {
      truth.hung(replica.number(), hang.fault(), hang.sinceNs());
    }
  }

  private void restart() {
    down = false;
    nowNs = downUntilNs;
    underWay.clear();
    tokens.forEach(TokenReturn::forget);
    for (Replica replica : replicas) {
      int lost = replica.scheduler().abort();
      for (Team[] stage : replica.teams()) {
        for (Team team : stage) {
          team.startAt(nowNs);
        }
      }
      faults.restarted(replica.ranks());
      truth.restarted(replica.number(), lost, nowNs);
    }
  }

  /** The end of the simulation: what is on its way arrives, what is under way has ended. */
  public void finish() {
    if (!down) {
      tokens.forEach(TokenReturn::drain);
      nowNs = underWay.isEmpty() ? nowNs : Math.max(nowNs, underWay.getLast().endNs);
      retire();
    }
  }

  /** Requests that are here. */
  public int population() {
    return replicas.stream().mapToInt(replica -> replica.scheduler().population()).sum();
  }

  /** True if nothing is here and nothing will come. */
  public boolean isDone() {
    return population() == 0
        && underWay.isEmpty()
        && replicas.stream()
            .allMatch(replica -> replica.source().nextArrivalNs() == RequestSource.NEVER);
  }

  /** True if {@code culprit} is, or may be, here. */
  boolean hosts(Culprit culprit) {
    return culprit.replica() == Culprit.ANY
        || replicas.stream().anyMatch(replica -> replica.number() == culprit.replica());
  }
}
