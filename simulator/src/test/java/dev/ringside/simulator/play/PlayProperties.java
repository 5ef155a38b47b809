package dev.ringside.simulator.play;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.synthetic.Models;
import dev.ringside.simulator.run.Simulation;
import dev.ringside.simulator.scenario.AgentOptions;
import dev.ringside.simulator.scenario.Arrivals;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Noise;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.Serving;
import dev.ringside.simulator.scenario.View;
import dev.ringside.simulator.scenario.Workload;
import dev.ringside.simulator.workload.Request;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws that hold of every queue and every collective, whatever the engine. */
class PlayProperties {

  private static final long SECOND = 1_000_000_000L;
  private static final long OVERHEAD_NS = 200_000;

  /** Clocks agree and tell nanoseconds. */
  private static final Noise ONE_CLOCK = new Noise(0.02, 0.05, 1_000, 4_000, 0, 0);

  private static final Set<Collective> SYNCHRONISING =
      EnumSet.of(
          Collective.ALL_REDUCE,
          Collective.ALL_GATHER,
          Collective.REDUCE_SCATTER,
          Collective.GATHER,
          Collective.ALL_TO_ALL,
          Collective.REDUCE);

  private record Finished(long arrivalNs, long endNs) {}

  private static final class Log implements Truth {

    final List<Pass> passes = new ArrayList<>();
    final List<Finished> finished = new ArrayList<>();

    @Override
    public void pass(Pass pass) {
      passes.add(pass);
    }

    @Override
    public void finished(int replica, Request request, long nowNs) {
      finished.add(new Finished(request.arrivalNs(), nowNs));
    }
  }

  private static Deployment on(Engine engine, int tensor, int pipeline) {
    return dev.ringside.core.synthetic.Serving.of(Models.LLAMA_3B, engine)
        .on(tensor, pipeline, 1)
        .gpu("h100", 8)
        .deployment();
  }

  /** Requests come for {@code busyS} seconds; then what is there is served. */
  private static Scenario scenario(Deployment deployment, double rate, long busyS, long seed) {
    Arrivals arrivals =
        new Arrivals(
            rate,
            rate,
            0,
            0,
            0,
            1,
            List.of(new Arrivals.Span(busyS * SECOND, Long.MAX_VALUE)),
            Optional.empty(),
            List.of());
    Workload workload =
        new Workload(
            arrivals,
            new Lengths(Lengths.Shape.LOGNORMAL, 200, 1.0, 1, 3000),
            new Lengths(Lengths.Shape.GEOMETRIC, 60, 0, 1, 300),
            0.2,
            0.3);
    return new Scenario(
        "law",
        "",
        deployment,
        new Serving(2048, true, 0, 0, false, OVERHEAD_NS),
        workload,
        ONE_CLOCK,
        new AgentOptions(View.FULL, 1, 1, SECOND, 1024, 8192, false),
        List.of(),
        (busyS + 20) * SECOND,
        seed,
        Scenario.DEFAULT_START_NS);
  }

  private static Log played(Scenario scenario) throws Exception {
    Log log = new Log();
    Simulation simulation = Simulation.of(scenario, log);
    simulation.run((header, signatures, columns, from, to) -> {}, Simulation.Pace.NONE);
    assertThat(simulation.population()).isZero();
    return log;
  }

  /**
   * L = λ·W: the population at each pass, for as long as the pass lasted, against the time that
   * each request was here. What comes while a pass runs is seen at the next one: half a pass of λ.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void littlesLaw(long seed) throws Exception {
    Log log = played(scenario(on(Engine.VLLM, 2, 1), 20, 30, seed));
    double populationNs = 0;
    double longestPassNs = 0;
    for (Truth.Pass pass : log.passes) {
      double lasts = pass.times().endNs() - pass.times().scheduledNs();
      populationNs += pass.population() * lasts;
      longestPassNs = Math.max(longestPassNs, lasts);
    }
    double sojournNs = 0;
    for (Finished request : log.finished) {
      sojournNs += request.endNs - request.arrivalNs;
    }
    assertThat(log.finished).hasSizeGreaterThan(400);
    assertThat(populationNs).isLessThanOrEqualTo(sojournNs * 1.001);
    assertThat(sojournNs - populationNs).isLessThan(log.finished.size() * longestPassNs);
    assertThat(populationNs / sojournNs).isGreaterThan(0.95);
  }

  /** As long as somebody is here, the next pass is scheduled the moment the last one ends. */
  @ParameterizedTest
  @CsvSource({"VLLM,1", "VLLM_V0,2", "SGLANG,3", "TRTLLM,4", "TRANSFORMERS,5", "VLLM,6"})
  void workIsConserved(Engine engine, long seed) throws Exception {
    Log log = played(scenario(on(engine, 2, 1), 2, 30, seed));
    assertThat(log.passes).hasSizeGreaterThan(100);
    int pauses = 0;
    for (int i = 1; i < log.passes.size(); i++) {
      long from = log.passes.get(i - 1).times().endNs();
      long to = log.passes.get(i).times().scheduledNs();
      assertThat(to).isGreaterThanOrEqualTo(from);
      assertThat(log.passes.get(i).times().startNs() - to).isEqualTo(OVERHEAD_NS);
      if (to > from) {
        pauses++;
        assertThat(log.finished).noneMatch(r -> r.arrivalNs < to - 1 && r.endNs > from + 1);
      }
    }
    assertThat(pauses).isPositive();
  }

  private record Meeting(Communicator communicator, Collective collective, long number) {}

  private static final class Span {

    long lastStartNs = Long.MIN_VALUE;
    long firstEndNs = Long.MAX_VALUE;
    int members;

    void add(long startNs, long endNs) {
      lastStartNs = Math.max(lastStartNs, startNs);
      firstEndNs = Math.min(firstEndNs, endNs);
      members++;
    }
  }

  private static Map<Meeting, Span> meetings(Scenario scenario) throws Exception {
    Map<Meeting, Span> meetings = new HashMap<>();
    Simulation.of(scenario, Truth.NONE)
        .run(
            (header, signatures, columns, from, to) -> {
              for (int row = from; row < to; row++) {
                CallSignature call = signatures.get(columns.signature(row));
                if (SYNCHRONISING.contains(call.collective())) {
                  meetings
                      .computeIfAbsent(
                          new Meeting(
                              call.communicator(), call.collective(), columns.sequence(row)),
                          key -> new Span())
                      .add(columns.startNs(row), columns.endNs(row));
                }
              }
            },
            Simulation.Pace.NONE);
    return meetings;
  }

  private static void assertNobodyLeavesEarly(Deployment deployment, long seed) throws Exception {
    Map<Meeting, Span> meetings = meetings(scenario(deployment, 2, 3, seed));
    assertThat(meetings).hasSizeGreaterThan(1000);
    meetings.forEach(
        (meeting, span) -> {
          assertThat(span.members).as("%s", meeting).isEqualTo(meeting.communicator().size());
          assertThat(span.firstEndNs).as("%s", meeting).isGreaterThan(span.lastStartNs);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "VLLM,2,1,1",
    "VLLM,4,2,2",
    "VLLM_V0,8,1,3",
    "SGLANG,2,2,4",
    "TRTLLM,4,3,5",
    "TRANSFORMERS,2,1,6"
  })
  void noCollectiveEndsBeforeItsLastArrival(Engine engine, int tensor, int pipeline, long seed)
      throws Exception {
    assertNobodyLeavesEarly(on(engine, tensor, pipeline), seed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALLGATHER_REDUCESCATTER", "NAIVE", "DEEPEP_LOW_LATENCY"})
  void norAroundTheExperts(String way) throws Exception {
    assertNobodyLeavesEarly(
        dev.ringside.core.synthetic.Serving.of(Models.QWEN3_235B, Engine.VLLM)
            .on(2, 1, 2)
            .experts(AllToAll.valueOf(way))
            .gpu("h100", 8)
            .deployment(),
        7);
  }
}
