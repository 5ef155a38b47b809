package dev.ringside.simulator.description;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.record.SeenCalls;
import dev.ringside.simulator.run.Simulation;
import dev.ringside.simulator.scenario.Noise;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.workload.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A scenario played to its end by clocks that agree, with all that was seen and all that was. */
final class PlayedScenario implements Truth {

  /** Times from the start of the scenario. */
  record Call(int rank, CallSignature signature, double startS, double seconds) {

    boolean is(Collective collective) {
      return signature.collective() == collective;
    }

    boolean isOnTensor() {
      return signature.communicator().name().startsWith("tp");
    }
  }

  final List<Call> calls = new ArrayList<>();
  final List<BatchHeader> headers = new ArrayList<>();
  final List<Pass> passes = new ArrayList<>();
  final List<Request> finished = new ArrayList<>();
  final List<Fault> hangs = new ArrayList<>();
  final List<Long> restarts = new ArrayList<>();
  final SeenCalls seen;

  PlayedScenario(Scenario shipped) throws Exception {
    Scenario scenario = onOneClock(shipped);
    Simulation simulation = Simulation.of(scenario, this);
    seen =
        simulation.run(
            (header, signatures, columns, from, to) -> {
              headers.add(header);
              for (int row = from; row < to; row++) {
                calls.add(
                    new Call(
                        header.rank(),
                        signatures.get(columns.signature(row)),
                        (columns.startNs(row) - scenario.startNs()) / 1e9,
                        columns.durationNs(row) / 1e9));
              }
            },
            Simulation.Pace.NONE);
  }

  private static Scenario onOneClock(Scenario shipped) {
    Noise noise = shipped.noise();
    return new Scenario(
        shipped.name(),
        shipped.summary(),
        shipped.deployment(),
        shipped.serving(),
        shipped.workload(),
        new Noise(
            noise.compute(), noise.collective(), noise.jitterLeastNs(), noise.jitterMostNs(), 0, 0),
        shipped.agents(),
        shipped.faults(),
        shipped.durationNs(),
        shipped.seed(),
        shipped.startNs());
  }

  @Override
  public void pass(Pass pass) {
    passes.add(pass);
  }

  @Override
  public void finished(int replica, Request request, long nowNs) {
    finished.add(request);
  }

  @Override
  public void hung(int replica, Fault fault, long sinceNs) {
    hangs.add(fault);
  }

  @Override
  public void restarted(int replica, int requestsLost, long nowNs) {
    restarts.add(nowNs);
  }

  /** Calls of {@code rank} that began in the span and fit. */
  List<Call> calls(int rank, double fromS, double toS, Predicate<Call> wanted) {
    return calls.stream()
        .filter(call -> call.rank == rank && call.startS >= fromS && call.startS < toS)
        .filter(wanted)
        .toList();
  }

  long count(int rank, double fromS, double toS, Predicate<Call> wanted) {
    return calls(rank, fromS, toS, wanted).size();
  }

  double meanSeconds(int rank, double fromS, double toS, Predicate<Call> wanted) {
    return calls(rank, fromS, toS, wanted).stream()
        .mapToDouble(Call::seconds)
        .average()
        .orElseThrow();
  }

  /** Calls of the kind on {@code rank} in one pass, if passes do not overlap. */
  long inPass(int rank, Pass pass, Predicate<Call> wanted) {
    return count(rank, pass.times().startNs() / 1e9, pass.times().endNs() / 1e9, wanted);
  }

  /** Some passes that were scheduled in the span. */
  Stream<Pass> passes(double fromS, double toS) {
    return passes.stream()
        .filter(
            pass ->
                pass.times().scheduledNs() >= fromS * 1e9
                    && pass.times().scheduledNs() < toS * 1e9);
  }

  long arrivals(double fromS, double toS) {
    return finished.stream()
        .filter(request -> request.arrivalNs() >= fromS * 1e9 && request.arrivalNs() < toS * 1e9)
        .count();
  }

  /** Longest time in which no pass was scheduled. */
  double longestPauseS() {
    double longest = 0;
    for (int i = 1; i < passes.size(); i++) {
      long pause = passes.get(i).times().scheduledNs() - passes.get(i - 1).times().scheduledNs();
      longest = Math.max(longest, pause / 1e9);
    }
    return longest;
  }
}
