package dev.ringside.simulator.play;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.replica.Hang;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.replica.Rendezvous;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.replica.Team;
import dev.ringside.simulator.replica.Together;
import dev.ringside.simulator.scenario.Serving;
import dev.ringside.simulator.schedule.Batch;
import dev.ringside.simulator.traffic.TokenReturn;
import dev.ringside.simulator.traffic.Walk;
import dev.ringside.simulator.workload.Request;
import dev.ringside.simulator.workload.RequestSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Replicas that step together: all of them if they exchange tokens around the experts, those of
 * attention that share a tensor group, else one.
 *
 * <p>A discrete-event loop over the moments at which a scheduler has work: a pass ends, a request
 * arrives, a replica restarts. A pass is played as a whole when it is scheduled; as many passes are
 * under way as there are pipeline stages. Memory: requests present and passes under way.
 */
public final class Cell {

  private final Deployment deployment;
  private final Serving serving;
  private final List<Replica> replicas;
  private final Walk walk;
  private final List<TokenReturn> tokens;
  private final Rendezvous rendezvous;
  private final WirePadding padding;
  private final Optional<AttentionPadding> shared;
  private final FaultBoard faults;
  private final Truth truth;
  private final Dice dice;
  private final Deque<PassUnderWay> underWay = new ArrayDeque<>();
  private final Set<Fault> startedHangs = new HashSet<>();
  private long nowNs;
  private boolean down;
  private long downUntilNs;
  private long passes;
  private int dealt;

  private record PassUnderWay(List<PassWork> works, long endNs) {}

  Cell(CellParts parts, Truth truth) {
    this.deployment = parts.deployment();
    this.serving = parts.serving();
    this.replicas = parts.replicas();
    this.walk = parts.walk();
    this.tokens = parts.tokens();
    this.rendezvous = parts.rendezvous();
    this.padding = new WirePadding(deployment);
    this.shared =
        parts.shareTensorGroup()
            ? Optional.of(new AttentionPadding(deployment, parts.withinNode()))
            : Optional.empty();
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
      PassUnderWay pass = underWay.remove();
      for (int r = 0; r < replicas.size(); r++) {
        Replica replica = replicas.get(r);
        for (Request done : replica.scheduler().complete(pass.works.get(r).batch(), pass.endNs)) {
          truth.finished(replica.number(), done, pass.endNs);
        }
      }
    }
  }

  /** Replicas of attention are dealt the requests of their tensor group in turn. */
  private void admit() {
    if (shared.isPresent()) {
      RequestSource source = replicas.get(0).source();
      while (source.nextArrivalNs() <= nowNs) {
        replicas.get(dealt++ % replicas.size()).scheduler().admit(source.take());
      }
      return;
    }
    for (Replica replica : replicas) {
      while (replica.source().nextArrivalNs() <= nowNs) {
        replica.scheduler().admit(replica.source().take());
      }
    }
  }

  /** Schedules and plays a pass; false if no replica has work for one. */
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
    prepareHangs();
    PassWork[] works =
        shared.isPresent() ? shared.get().works(batches) : padding.works(batches, paddingFactors());
    long startNs = nowNs + serving.stepOverheadNs();
    try {
      play(works, startNs);
    } catch (Hang hang) {
      stop(hang);
      return true;
    }
    long endNs = endNs();
    underWay.add(new PassUnderWay(List.of(works), endNs));
    tell(works, startNs, endNs);
    nowNs++;
    return true;
  }

  private void prepareHangs() {
    for (Fault fault : faults.activeHangs(nowNs)) {
      if (rendezvous.preparedHang().isEmpty() && touches(fault) && startedHangs.add(fault)) {
        rendezvous.prepareHang(fault, 1 + dice.below(2 * deployment.model().layers()));
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

  private double[] paddingFactors() {
    double[] factors = new double[replicas.size()];
    for (int r = 0; r < factors.length; r++) {
      factors[r] = replicas.get(r).stage(0)[0].conditions().padding;
    }
    return factors;
  }

  private void play(PassWork[] works, long startNs) {
    int stages = deployment.layout().pipeline();
    for (int stage = 0; stage < stages; stage++) {
      for (int r = 0; r < replicas.size(); r++) {
        for (Team team : replicas.get(r).stage(stage)) {
          team.startAt(startNs);
        }
        tokens.get(r).receive(stage, replicas.get(r).freeNs(stage));
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

  private void tell(PassWork[] works, long startNs, long endNs) {
    Truth.Times times = new Truth.Times(nowNs, startNs, endNs);
    if (shared.isPresent()) {
      tellTogether(works, times);
      return;
    }
    for (int r = 0; r < works.length; r++) {
      Batch batch = works[r].batch();
      truth.pass(
          new Truth.Pass(
              replicas.get(r).number(),
              passes,
              replicas.get(r).scheduler().population(),
              times,
              new Truth.Content(
                  works[r].decode(),
                  batch.size(),
                  batch.tokens(),
                  batch.sampledRequests(),
                  batch.goesOn()),
              new Truth.Wire(works[r].tokens(), works[r].rows())));
    }
    passes++;
  }

  /** Replicas of attention make one pass of their tensor group. */
  private void tellTogether(PassWork[] works, Truth.Times times) {
    List<Batch> batches = Arrays.stream(works).map(PassWork::batch).toList();
    Truth.Content content =
        new Truth.Content(
            works[0].decode(),
            batches.stream().mapToInt(Batch::size).sum(),
            batches.stream().mapToLong(Batch::tokens).sum(),
            batches.stream().mapToInt(Batch::sampledRequests).sum(),
            batches.stream().anyMatch(Batch::goesOn));
    Together step = works[0].together();
    Truth.Wire wire = new Truth.Wire(step.tokens(), step.rows());
    truth.pass(
        new Truth.Pass(replicas.get(0).number(), passes++, population(), times, content, wire));
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
    tokens.forEach(TokenReturn::discard);
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

  /** Ends the simulation: sampled tokens arrive, and passes under way end. */
  public void finish() {
    if (!down) {
      tokens.forEach(TokenReturn::receiveAll);
      nowNs = underWay.isEmpty() ? nowNs : Math.max(nowNs, underWay.getLast().endNs);
      retire();
    }
  }

  /** Requests that wait or run in this cell. */
  public int population() {
    return replicas.stream().mapToInt(replica -> replica.scheduler().population()).sum();
  }

  /** True if no request is present and none will arrive. */
  public boolean isDone() {
    return population() == 0
        && underWay.isEmpty()
        && replicas.stream()
            .allMatch(replica -> replica.source().nextArrivalNs() == RequestSource.NEVER);
  }

  /** True if {@code culprit} is, or may be, in this cell. */
  boolean hosts(Culprit culprit) {
    return culprit.replica() == Culprit.ANY
        || replicas.stream().anyMatch(replica -> replica.number() == culprit.replica());
  }
}
