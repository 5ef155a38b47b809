package dev.ringside.simulator.run;

import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.progress.Place;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.HostClock;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.record.BrokenOutputException;
import dev.ringside.simulator.record.InspectorLines;
import dev.ringside.simulator.record.InspectorRecorder;
import dev.ringside.simulator.record.InspectorSettings;
import dev.ringside.simulator.record.RankRecorder;
import dev.ringside.simulator.record.RecorderPlace;
import dev.ringside.simulator.record.SeenCalls;
import dev.ringside.simulator.record.SimulatedBatches;
import dev.ringside.simulator.record.StreamRecorder;
import dev.ringside.simulator.scenario.AgentOptions;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The agents of all hosts: a recorder for each rank, a clock for each host, and their faults. */
final class Agents {

  private static final long CLOCKS = 11;
  private static final long LOSS = 12;

  private final Scenario scenario;
  private final RankMap map;
  private final List<HostClock> clocks = new ArrayList<>();
  private final List<RankRecorder> recorders = new ArrayList<>();
  private final List<Boolean> silenced = new ArrayList<>();
  private final Dice loss;

  /**
   * @param logs Inspector's log of each rank, where it is wanted
   */
  Agents(Scenario scenario, IntFunction<Optional<InspectorLines>> logs) {
    this.scenario = scenario;
    this.map = RankMap.of(scenario.deployment());
    this.loss = Dice.of(scenario.seed(), LOSS);
    for (int host = 0; host < map.hosts(); host++) {
      Dice dice = Dice.of(scenario.seed(), CLOCKS, host);
      clocks.add(new HostClock(scenario.startNs(), scenario.noise(), dice));
    }
    for (int rank = 0; rank < map.ranks(); rank++) {
      recorders.add(recorder(rank, logs.apply(rank)));
      silenced.add(false);
    }
  }

  private RankRecorder recorder(int rank, Optional<InspectorLines> log) {
    AgentOptions options = scenario.agents();
    if (options.view() == View.INSPECTOR || log.isPresent()) {
      InspectorSettings inspector =
          new InspectorSettings(
              options.inspectorDumpNs(), options.inspectorRing(), options.inspectorFloorBytes());
      return new InspectorRecorder(place(rank), inspector, log);
    }
    return new StreamRecorder(place(rank), options.view() == View.NCCL);
  }

  private RecorderPlace place(int rank) {
    AgentOptions options = scenario.agents();
    int replica = map.replicaOf(rank);
    int first = replica * map.ranksPerReplica();
    List<Integer> ranks =
        options.declared()
            ? IntStream.range(first, first + map.ranksPerReplica()).boxed().toList()
            : List.of();
    return new RecorderPlace(
        new BatchOrigin(
            scenario.deployment().name(),
            replica,
            rank,
            RankRecorder.AGENT,
            scenario.name() + "-" + scenario.seed(),
            new Place(hostName(map.hostOf(rank)), 0, "", sight(options.view())),
            ranks),
        new BatchUnits("simulated", options.startUnitNs(), options.durationUnitNs()),
        clocks.get(map.hostOf(rank)),
        options.declared());
  }

  private static Sight sight(View view) {
    return switch (view) {
      case FULL -> Sight.SIMULATED;
      case NCCL -> Sight.NCCL;
      case INSPECTOR -> Sight.INSPECTOR;
    };
  }

  static String hostName(int host) {
    return String.format(Locale.ROOT, "node-%04d", host);
  }

  RankRecorder recorder(int rank) {
    return recorders.get(rank);
  }

  /** Stops and restarts agents and moves clocks, as the faults active at {@code nowNs} say. */
  void applyFaults(long nowNs) {
    for (int host = 0; host < clocks.size(); host++) {
      clocks.get(host).jump(jumpOf(host, nowNs));
    }
    for (int rank = 0; rank < recorders.size(); rank++) {
      boolean gap = isOn(FaultKind.TELEMETRY_GAP, rank, nowNs);
      if (gap && !silenced.get(rank)) {
        recorders.get(rank).die();
      } else if (!gap && silenced.get(rank)) {
        recorders.get(rank).restart();
      }
      silenced.set(rank, gap);
    }
  }

  private long jumpOf(int host, long nowNs) {
    long jump = 0;
    for (int rank = host * map.perHost();
        rank < Math.min(map.ranks(), (host + 1) * map.perHost()) && jump == 0;
        rank++) {
      jump = severityOf(FaultKind.CLOCK_JUMP, rank, nowNs);
    }
    return jump;
  }

  private long severityOf(FaultKind kind, int rank, long nowNs) {
    for (Fault fault : scenario.faults()) {
      if (fault.kind() == kind && fault.isActiveAt(nowNs) && concerns(fault, rank)) {
        return Math.round(fault.severity() * 1e9);
      }
    }
    return 0;
  }

  private boolean isOn(FaultKind kind, int rank, long nowNs) {
    return scenario.faults().stream()
        .anyMatch(
            fault -> fault.kind() == kind && fault.isActiveAt(nowNs) && concerns(fault, rank));
  }

  private boolean concerns(Fault fault, int rank) {
    int stage = rank / (map.tensor() * map.contexts()) % map.stages();
    return fault.culprit().covers(map.replicaOf(rank), stage, rank, map.hostOf(rank));
  }

  /** Sends what all agents have seen. */
  void flush(long nowNs, SimulatedBatches out) throws BrokenOutputException, InterruptedException {
    for (int rank = 0; rank < recorders.size(); rank++) {
      recorders.get(rank).flush(nowNs, out, loss, lossOf(rank, nowNs));
    }
  }

  private double lossOf(int rank, long nowNs) {
    return severityOf(FaultKind.LOST_RECORDS, rank, nowNs) / 1e9;
  }

  void end(long nowNs, SimulatedBatches out) throws BrokenOutputException, InterruptedException {
    for (RankRecorder recorder : recorders) {
      recorder.end(nowNs, out);
    }
  }

  SeenCalls seen() {
    return recorders.stream().map(RankRecorder::seen).reduce(SeenCalls.NONE, SeenCalls::plus);
  }
}
