package dev.ringside.simulator.run;

import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.ReplicaPasses;
import dev.ringside.core.explain.Since;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.verdict.Judgement;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.record.SimulatedBatches;
import dev.ringside.simulator.scenario.Arrivals;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What each rank called in a run of a few seconds, of passes of one token and of many. */
final class PlayedRun implements SimulatedBatches {

  private final Deployment on;
  private final Map<Integer, SignatureTable> signatures = new TreeMap<>();
  private final Map<Integer, CallColumns> calls = new TreeMap<>();

  PlayedRun(Deployment on, Optional<FaultKind> kind) throws Exception {
    this(on, kind, Workload.Pictures.NONE);
  }

  PlayedRun(Deployment on, Optional<FaultKind> kind, Workload.Pictures pictures) throws Exception {
    this.on = on;
    List<Fault> faults =
        kind.stream().map(of -> new Fault(of, 0, Long.MAX_VALUE, 1, Culprit.ALL)).toList();
    Workload workload =
        new Workload(
            Arrivals.poisson(6),
            new Lengths(Lengths.Shape.LOGNORMAL, 200, 1.0, 1, 1500),
            new Lengths(Lengths.Shape.GEOMETRIC, 12, 0, 1, 60),
            0.2,
            0.3,
            pictures);
    Simulation.of(Scenarios.of(on, workload, Duration.ofSeconds(4), 3, faults), Truth.NONE)
        .run(this, Simulation.Pace.NONE);
  }

  /** A scenario as it is. */
  PlayedRun(Scenario scenario) throws Exception {
    this.on = scenario.deployment();
    Simulation.of(scenario, Truth.NONE).run(this, Simulation.Pace.NONE);
  }

  @Override
  public void write(
      BatchHeader header, SignatureTable table, CallColumns columns, int from, int to) {
    SignatureTable own = signatures.computeIfAbsent(header.rank(), r -> new SignatureTable());
    CallColumns all = calls.computeIfAbsent(header.rank(), r -> new CallColumns());
    for (int row = from; row < to; row++) {
      all.add(
          own.idOf(table.get(columns.signature(row))),
          columns.startNs(row),
          columns.durationNs(row),
          columns.sequence(row));
    }
  }

  Judgement judge(Deployment against, int replica) {
    return judge(against, replica, Set.of());
  }

  /**
   * @param sights of what recorded the calls
   */
  Judgement judge(Deployment against, int replica, Set<Sight> sights) {
    Map<Long, List<BlockPart>> parts = new TreeMap<>();
    List<Integer> ranks = against.layout().ranksOfReplica(replica);
    for (int rank : ranks) {
      PassAssembler assembler = new PassAssembler(against, rank);
      List<PassBlock> blocks =
          new ArrayList<>(assembler.accept(signatures.get(rank), calls.get(rank)));
      blocks.addAll(assembler.finish());
      for (PassBlock block : blocks) {
        for (int i = 0; i < block.size() && block.complete() && !block.isLoose(); i++) {
          parts
              .computeIfAbsent(block.firstIndex() + i, index -> new ArrayList<>())
              .add(new BlockPart(block, i, i + 1));
        }
      }
    }
    Observation observation = new Observation();
    parts
        .values()
        .forEach(
            pass ->
                observation.addPasses(
                    new ReplicaPasses(pass, false, List.of()).shape(against), 1, pass));
    return Judgement.of(Optional.of(against), observation, replica, ranks, 1, Since.CLOCK, sights);
  }
}
