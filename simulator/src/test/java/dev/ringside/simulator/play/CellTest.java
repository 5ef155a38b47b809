package dev.ringside.simulator.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.synthetic.Models;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.HostClock;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.record.RankRecorder;
import dev.ringside.simulator.record.RecorderPlace;
import dev.ringside.simulator.record.StreamRecorder;
import dev.ringside.simulator.scenario.AgentOptions;
import dev.ringside.simulator.scenario.Arrivals;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Noise;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.Serving;
import dev.ringside.simulator.scenario.Workload;
import dev.ringside.simulator.workload.Request;
import dev.ringside.simulator.workload.RequestSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cell's loop: when passes are scheduled, and what a hang does to it. */
class CellTest {

  private static final long SECOND = 1_000_000_000L;

  private final List<Truth.Pass> passes = new ArrayList<>();
  private final List<Long> finished = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final Truth truth =
      new Truth() {
        @Override
        public void pass(Pass pass) {
          passes.add(pass);
        }

        @Override
        public void finished(int replica, Request request, long nowNs) {
          finished.add(request.id());
        }

        @Override
        public void hung(int replica, Fault fault, long sinceNs) {
          events.add("hung");
        }

        @Override
        public void restarted(int replica, int requestsLost, long nowNs) {
          events.add("restarted at %d s, %d lost".formatted(nowNs / SECOND, requestsLost));
        }
      };

  /** Requests of {@code prompt} tokens that ask for {@code output} more, one a moment. */
  private static RequestSource requests(int prompt, int output, long... arrivalsNs) {
    Deque<Request> requests = new ArrayDeque<>();
    for (long arrivalNs : arrivalsNs) {
      requests.add(new Request(requests.size(), arrivalNs, prompt, output, 0, false));
    }
    return new RequestSource() {
      @Override
      public long nextArrivalNs() {
        return requests.isEmpty() ? NEVER : requests.peek().arrivalNs();
      }

      @Override
      public Request take() {
        return requests.remove();
      }
    };
  }

  private List<Cell> cells(Deployment deployment, List<Fault> faults, RequestSource... sources) {
    Scenario scenario =
        new Scenario(
            "cell",
            "",
            deployment,
            new Serving(2048, false, 0, 0, false, 200_000),
            new Workload(Arrivals.poisson(1), Lengths.fixed(1), Lengths.fixed(1), 0, 0),
            Noise.NONE,
            AgentOptions.DEFAULT,
            faults,
            60 * SECOND,
            1,
            Scenario.DEFAULT_START_NS);
    List<RankRecorder> recorders = new ArrayList<>();
    for (int rank = 0; rank < deployment.layout().worldSize(); rank++) {
      recorders.add(new StreamRecorder(place(rank), false));
    }
    return new CellBuilder(scenario, recorders::get, replica -> sources[replica], truth).cells();
  }

  private static RecorderPlace place(int rank) {
    return new RecorderPlace(
        new BatchOrigin("cell", 0, rank, RankRecorder.AGENT, "run", "node", List.of()),
        new BatchUnits("simulated", 1, 1),
        new HostClock(0, Noise.NONE, Dice.of(1)),
        false);
  }

  private static Deployment dense(int tensor, int pipeline, int data) {
    return dev.ringside.core.synthetic.Serving.of(Models.LLAMA_8B, Engine.VLLM)
        .on(tensor, pipeline, data)
        .gpu("h100", 8)
        .deployment();
  }

  @Test
  void withoutRequestsNothingHappens() {
    Cell cell = cells(dense(2, 1, 1), List.of(), requests(8, 1)).get(0);

    cell.advance(10 * SECOND);

    assertThat(cell.isDone()).isTrue();
    assertThat(passes).isEmpty();
  }

  @Test
  void aRequestIsOnePrefillAndOneDecodePassForEachFurtherToken() {
    Cell cell = cells(dense(2, 1, 1), List.of(), requests(300, 4, SECOND)).get(0);

    cell.advance(10 * SECOND);

    assertThat(passes)
        .extracting(
            Truth.Pass::index, pass -> pass.content().decode(), pass -> pass.content().tokens())
        .containsExactly(
            tuple(0L, false, 300L), tuple(1L, true, 1L), tuple(2L, true, 1L), tuple(3L, true, 1L));
    assertThat(passes.get(0).times().scheduledNs()).isEqualTo(SECOND);
    assertThat(passes.get(0).times().startNs()).isEqualTo(SECOND + 200_000);
    assertThat(finished).containsExactly(0L);
    assertThat(cell.isDone()).isTrue();
  }

  @Test
  void nothingIsPlayedBeyondTheGivenTime() {
    Cell cell = cells(dense(2, 1, 1), List.of(), requests(8, 1_000, 0)).get(0);

    cell.advance(SECOND / 2);
    int half = passes.size();
    assertThat(passes).allMatch(pass -> pass.times().scheduledNs() < SECOND / 2);
    cell.advance(SECOND);

    assertThat(passes.size()).isGreaterThan(half);
    assertThat(cell.population()).isEqualTo(1);
    assertThat(cell.isDone()).isFalse();
  }

  /** One stage: a pass is scheduled when the one before has ended. Two: while it is under way. */
  @Test
  void asManyPassesAreUnderWayAsThereAreStages() {
    cells(dense(2, 1, 1), List.of(), requests(8, 40, 0, 0)).get(0).advance(5 * SECOND);
    assertThat(overlaps()).isZero();
    passes.clear();

    cells(dense(2, 2, 1), List.of(), requests(8, 40, 0, 1)).get(0).advance(5 * SECOND);
    assertThat(overlaps()).isGreaterThan(40);
  }

  private long overlaps() {
    long overlaps = 0;
    for (int i = 1; i < passes.size(); i++) {
      if (passes.get(i).times().scheduledNs() < passes.get(i - 1).times().endNs()) {
        overlaps++;
      }
    }
    return overlaps;
  }

  @Test
  void aDeadRankLosesTheRequestsAndTheReplicaRestartsWhenTheFaultEnds() {
    Fault dead = new Fault(FaultKind.DEAD_RANK, 2 * SECOND, 4 * SECOND, 1, Culprit.ofRank(1));
    Cell cell = cells(dense(2, 1, 1), List.of(dead), requests(8, 100_000, 0, 0, 5 * SECOND)).get(0);

    cell.advance(3 * SECOND);
    int before = passes.size();
    cell.advance(4 * SECOND);
    assertThat(events).containsExactly("hung");
    assertThat(passes).hasSize(before);
    cell.advance(6 * SECOND);

    assertThat(events).containsExactly("hung", "restarted at 4 s, 2 lost");
    assertThat(cell.population()).isEqualTo(1);
    assertThat(passes.get(passes.size() - 1).times().scheduledNs()).isGreaterThan(5 * SECOND);
  }

  @Test
  void aHangOfAnotherReplicaIsNotOurs() {
    Fault elsewhere = new Fault(FaultKind.DEAD_RANK, 0, 4 * SECOND, 1, Culprit.ofRank(2));
    List<Cell> cells =
        cells(dense(2, 1, 2), List.of(elsewhere), requests(8, 9, 0), requests(8, 9, 0));

    assertThat(cells).hasSize(2);
    cells.forEach(cell -> cell.advance(3 * SECOND));

    assertThat(events).containsExactly("hung");
    assertThat(finished).containsExactly(0L);
  }

  /** A replica without requests plays dummies, because the others' tokens visit its experts. */
  @Test
  void replicasThatShareExpertsStepTogether() {
    Deployment experts =
        dev.ringside.core.synthetic.Serving.of(Models.QWEN3_235B, Engine.VLLM)
            .on(2, 1, 2)
            .experts(AllToAll.ALLGATHER_REDUCESCATTER)
            .gpu("h100", 8)
            .deployment();
    List<Cell> cells = cells(experts, List.of(), requests(8, 3, 0), requests(8, 3));

    assertThat(cells).hasSize(1);
    cells.get(0).advance(5 * SECOND);

    assertThat(passes)
        .extracting(Truth.Pass::replica, Truth.Pass::index, pass -> pass.content().isDummy())
        .containsExactly(
            tuple(0, 0L, false),
            tuple(1, 0L, true),
            tuple(0, 1L, false),
            tuple(1, 1L, true),
            tuple(0, 2L, false),
            tuple(1, 2L, true));
  }

  @Test
  void finishingLetsThePassesUnderWayEnd() {
    Cell cell = cells(dense(2, 1, 1), List.of(), requests(2_000, 1, 0)).get(0);
    cell.advance(1);
    assertThat(passes).hasSize(1);
    assertThat(finished).isEmpty();

    cell.finish();

    assertThat(finished).containsExactly(0L);
    assertThat(cell.isDone()).isTrue();
  }
}
