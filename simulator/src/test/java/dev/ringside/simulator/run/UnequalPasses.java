package dev.ringside.simulator.run;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.model.UnequalExperts;
import dev.ringside.simulator.play.Truth;
import java.util.ArrayList;
import java.util.List;

/** What the closed forms say of a pass into which data-parallel ranks bring unequal tokens. */
final class UnequalPasses {

  private UnequalPasses() {}

  /** The calls of a pass with those of the experts' exchange replaced. */
  static List<ExpectedCalls> exchanging(
      Deployment deployment,
      ForwardPassModel model,
      int stage,
      List<ExpectedCalls> calls,
      List<Truth.Pass> together) {
    return switch (deployment.options().allToAll()) {
      case ALLGATHER_REDUCESCATTER -> inTurn(deployment, calls, together);
      case NAIVE -> naive(deployment, model, stage, calls, together);
      default -> calls;
    };
  }

  private static boolean isExchange(ExpectedCalls call) {
    return call.purpose() == Purpose.DISPATCH || call.purpose() == Purpose.COMBINE;
  }

  private static List<ExpectedCalls> inTurn(
      Deployment deployment, List<ExpectedCalls> calls, List<Truth.Pass> together) {
    List<ExpectedCalls> all = new ArrayList<>(calls);
    all.removeIf(UnequalPasses::isExchange);
    long layers =
        calls.stream()
            .filter(call -> call.purpose() == Purpose.COMBINE)
            .mapToLong(ExpectedCalls::count)
            .sum();
    int tensor = deployment.layout().tensor();
    boolean shared = deployment.options().expertParallel() && tensor > 1;
    List<Long> tokens = new ArrayList<>();
    for (Truth.Pass pass : together) {
      for (int lane = 0; lane < (shared ? tensor : 1); lane++) {
        tokens.add(shared ? (pass.wire().tokens() + tensor - 1) / tensor : pass.wire().tokens());
      }
    }
    List<ExpectedCalls> layer =
        UnequalExperts.calls(
            tokens,
            deployment.model().hidden(),
            deployment.model().feedForward().expertsPerToken(),
            deployment.dataType(),
            deployment.options().flags().contains(EngineFlag.FP8_DISPATCH));
    for (long i = 0; i < layers; i++) {
      all.addAll(layer);
    }
    return all;
  }

  private static List<ExpectedCalls> naive(
      Deployment deployment,
      ForwardPassModel model,
      int stage,
      List<ExpectedCalls> calls,
      List<Truth.Pass> together) {
    List<ExpectedCalls> all = new ArrayList<>(calls);
    all.removeIf(UnequalPasses::isExchange);
    long rows = together.stream().mapToLong(pass -> pass.wire().tokens()).sum();
    for (Truth.Pass root : together) {
      for (ExpectedCalls call :
          model.expect(stage, ClosedFormsTest.input(root, root.wire().tokens()))) {
        if (call.purpose() == Purpose.DISPATCH) {
          all.add(with(call, call.sendElements(), call.count() / together.size()));
        }
      }
    }
    calls.stream()
        .filter(call -> call.purpose() == Purpose.COMBINE)
        .forEach(call -> all.add(with(call, rows * deployment.model().hidden(), call.count())));
    return all;
  }

  private static ExpectedCalls with(ExpectedCalls call, long elements, long count) {
    return new ExpectedCalls(
        call.purpose(),
        call.parallelism(),
        call.collective(),
        elements,
        call.dataType(),
        count,
        call.groupSize(),
        call.transport());
  }
}
