package dev.ringside.core.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.parallelism.GroupClassifier;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it remembers is what the parser would say: steps again and again, some of them damaged. */
class RepeatingParserTest {

  private static final int RANK = 2;

  private final Deployment deployment = Deployments.toy(Engine.VLLM, 2, 2);
  private final ForwardPassModel model = new ForwardPassModel(deployment);
  private final Map<CallSignature, CallSign> signs = new HashMap<>();

  /** One run of equal calls, as it was read. */
  private record Reading(int taken, CallKind placedAs, boolean atEnd, String step) {}

  private StepParser parser() {
    return new StepParser(
        model.sentences(deployment.layout().stageOf(RANK)), deployment.model().hidden(), -1, 8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void readsRepeatedAndDamagedStepsAsTheParserDoes(long seed) {
    List<CallSign> calls = calls(new Random(seed));

    assertThat(readings(calls, new Random(seed), true))
        .containsExactlyElementsOf(readings(calls, new Random(seed), false));
  }

  /**
   * Three kinds of steps in any order, each up to ten times; a call in fifty is lost or doubled.
   */
  private List<CallSign> calls(Random random) {
    List<Step> steps = new ArrayList<>();
    while (steps.size() < 200) {
      long requests = 1 + random.nextInt(3);
      for (int times = random.nextInt(10); times >= 0; times--) {
        steps.add(new Step(requests, requests));
      }
    }
    SyntheticReplica replica = new SyntheticReplica(deployment, Habits.VLLM, steps);
    List<CallSign> calls = new ArrayList<>();
    int safe = 0;
    for (CollectiveCall call : replica.calls(RANK)) {
      int copies = safe-- > 0 ? 1 : random.nextInt(50) > 0 ? 1 : 2 * random.nextInt(2);
      safe = copies == 1 ? safe : random.nextInt(2000);
      for (int copy = 0; copy < copies; copy++) {
        calls.add(signs.computeIfAbsent(call.signature(), this::sign));
      }
    }
    return calls;
  }

  private CallSign sign(CallSignature signature) {
    return CallSign.of(
        signature, new GroupClassifier(deployment.layout(), RANK), deployment, model);
  }

  /** Runs are cut where batches may end. */
  private List<Reading> readings(List<CallSign> calls, Random cuts, boolean repeating) {
    StepParser parser = parser();
    RepeatingParser repeated = new RepeatingParser(parser);
    List<Reading> readings = new ArrayList<>();
    int from = 0;
    while (from < calls.size()) {
      int end = from;
      int most = cuts.nextInt(40) == 0 ? 2 : 100;
      while (end < calls.size() && end - from < most && calls.get(end) == calls.get(from)) {
        end++;
      }
      Reading reading =
          repeating
              ? read(repeated, calls.get(from), end - from)
              : read(parser, calls.get(from), end - from);
      readings.add(reading);
      from += reading.taken();
    }
    return readings;
  }

  private static Reading read(RepeatingParser parser, CallSign sign, int n) {
    int taken = parser.take(sign, n, () -> null);
    CallKind placedAs = taken == 0 ? null : parser.placedAs();
    boolean ended = taken == 0 || parser.isAtEnd();
    String step = ended ? parser.sizes() + " " + parser.isWhole() : "";
    if (ended) {
      parser.clear();
    }
    return new Reading(taken, placedAs, ended, step);
  }

  private static Reading read(StepParser parser, CallSign sign, int n) {
    int taken = parser.take(sign, n, () -> null);
    CallKind placedAs = taken == 0 || parser.place() == null ? null : sign.kindAt(parser.place());
    boolean ended = taken == 0 || parser.isAtEnd();
    String step = ended ? parser.sizes() + " " + parser.isWhole() : "";
    if (ended) {
      parser.clear();
    }
    return new Reading(taken, placedAs, ended, step);
  }
}
