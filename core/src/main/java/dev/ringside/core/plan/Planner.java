package dev.ringside.core.plan;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.routing.Route;
import dev.ringside.core.routing.RouteCall;
import dev.ringside.core.routing.Router;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Predicts what a workload communicates, by the closed forms that the monitor compares traffic
 * with.
 *
 * <p>Cost: linear in the prefill passes; no I/O.
 */
public final class Planner {

  private record RowKey(
      Phase phase,
      Parallelism parallelism,
      int stage,
      Collective collective,
      long sendElements,
      long messageBytes,
      int groupSize,
      Transport carrier,
      boolean optional) {}

  private final Deployment deployment;
  private final Optional<Fabric> fabric;
  private final ForwardPassModel model;
  private final Optional<ForwardPassModel> draft;
  private final Router router;
  private final Optional<Gpu> gpu;

  /**
   * @param fabric without it no seconds are predicted
   */
  public Planner(Deployment deployment, Optional<Fabric> fabric) {
    this.deployment = deployment;
    this.fabric = fabric;
    this.model = new ForwardPassModel(deployment);
    this.draft = deployment.options().draft().map(shape -> draftModel(deployment, shape));
    this.router = Router.of(deployment);
    this.gpu = Gpu.ofLabel(deployment.options().gpu());
  }

  /** The whole draft runs on the last stage's ranks. */
  private static ForwardPassModel draftModel(Deployment target, ModelShape shape) {
    return new ForwardPassModel(target.draftedBy(shape));
  }

  public Plan plan(Workload workload) {
    List<PlannedPass> passes = PassSchedule.of(deployment, workload);
    Map<RowKey, PlanRow> rows = new LinkedHashMap<>();
    for (PlannedPass pass : passes) {
      if (pass.drafting()) {
        int last = deployment.layout().pipeline() - 1;
        draft.orElseThrow().expect(0, pass.input()).stream()
            .map(calls -> calls.as(Purpose.DRAFT))
            .forEach(calls -> add(rows, pass, last, calls));
      } else {
        for (int stage = 0; stage < deployment.layout().pipeline(); stage++) {
          int on = stage;
          model.expect(stage, pass.input()).forEach(calls -> add(rows, pass, on, calls));
          model
              .mayCall(stage, pass.requests(), pass.goOn())
              .forEach(calls -> add(rows, pass, on, calls));
        }
      }
    }
    return new Plan(
        deployment,
        workload,
        model.family(),
        List.copyOf(rows.values()),
        count(passes, Phase.PREFILL),
        count(passes, Phase.DECODE),
        PaperVolume.of(deployment, workload),
        deployment.model().kvBytesPerToken(deployment.dataType().bytes()));
  }

  private static long count(List<PlannedPass> passes, Phase phase) {
    return passes.stream()
        .filter(pass -> pass.input().phase() == phase && !pass.drafting())
        .mapToLong(PlannedPass::count)
        .sum();
  }

  private void add(Map<RowKey, PlanRow> rows, PlannedPass pass, int stage, ExpectedCalls calls) {
    PlanRow row = row(pass, stage, calls);
    RowKey key =
        new RowKey(
            row.phase(),
            row.parallelism(),
            stage,
            row.collective(),
            row.sendElements(),
            row.messageBytes(),
            row.groupSize(),
            row.route().transport(),
            row.optional());
    rows.merge(key, row, Planner::sum);
  }

  private static PlanRow sum(PlanRow a, PlanRow b) {
    List<String> purposes = new ArrayList<>(a.purposes());
    b.purposes().stream().filter(word -> !purposes.contains(word)).forEach(purposes::add);
    long count = Math.addExact(a.count(), b.count());
    return new PlanRow(
        a.phase(),
        a.parallelism(),
        a.stage(),
        a.collective(),
        purposes,
        a.groupSize(),
        count,
        a.sendElements(),
        a.messageBytes(),
        wireBytes(a.collective(), a.groupSize(), a.messageBytes(), count),
        a.route(),
        a.seconds().isPresent() && b.seconds().isPresent()
            ? OptionalDouble.of(a.seconds().getAsDouble() + b.seconds().getAsDouble())
            : OptionalDouble.empty(),
        a.optional());
  }

  private PlanRow row(PlannedPass pass, int stage, ExpectedCalls calls) {
    Reach reach = reachOf(calls, stage);
    Route route = routeOf(calls, pass, stage);
    long count = Math.multiplyExact(calls.count(), pass.count());
    return new PlanRow(
        pass.input().phase(),
        calls.parallelism(),
        stage,
        calls.collective(),
        List.of(calls.purpose().label()),
        calls.groupSize(),
        count,
        calls.sendElements(),
        calls.messageBytes(),
        wireBytes(calls.collective(), calls.groupSize(), calls.messageBytes(), count),
        route,
        secondsOf(calls, route, reach, count),
        calls.purpose() == Purpose.OPTIONAL);
  }

  /** Divides once, for all calls: a sum of rounded parts would drift. */
  private static long wireBytes(Collective collective, int ranks, long messageBytes, long count) {
    return collective.wireFactor(ranks).applyTo(Math.multiplyExact(messageBytes, count));
  }

  private Route routeOf(ExpectedCalls calls, PlannedPass pass, int stage) {
    if (calls.transport() != Transport.UNKNOWN) {
      return new Route(
          calls.transport(),
          "kernels of the all-to-all backend",
          Confidence.MEASURED,
          "vLLM all2all.py");
    }
    boolean viaTensorGroup =
        calls.parallelism() == Parallelism.TP && calls.purpose() != Purpose.REBUILD;
    return viaTensorGroup
        ? router.tensorCall(tensorCall(calls, pass.input().tokens(), stage))
        : router.processGroupCall();
  }

  private RouteCall tensorCall(ExpectedCalls calls, long tokens, int stage) {
    int perNode = gpusPerNode();
    int tensor = deployment.layout().tensor();
    int nodes = ((stage + 1) * tensor - 1) / perNode - stage * tensor / perNode + 1;
    return new RouteCall(
        calls.collective(),
        true,
        calls.dataType(),
        calls.messageBytes(),
        tokens,
        calls.groupSize(),
        nodes,
        nodes == 1 || gpu.map(on -> on.linksNodes(tensor)).orElse(false));
  }

  private OptionalDouble secondsOf(ExpectedCalls calls, Route route, Reach reach, long count) {
    if (fabric.isEmpty()) {
      return OptionalDouble.empty();
    }
    CostRule.Path path =
        new CostRule.Path(
            route.transport(), calls.collective(), reach, calls.groupSize(), calls.messageBytes());
    return fabric
        .get()
        .predict(path)
        .map(prediction -> OptionalDouble.of(prediction.seconds() * count))
        .orElseGet(OptionalDouble::empty);
  }

  /** Ranks are laid out tensor fastest, so a tensor group spans nodes once t exceeds a node. */
  private Reach reachOf(ExpectedCalls calls, int stage) {
    int perNode = gpusPerNode();
    int tensor = deployment.layout().tensor();
    return switch (calls.parallelism()) {
      case TP -> crosses(stage * tensor, (stage + 1) * tensor - 1, perNode);
      case CP -> {
        int ranks = tensor * deployment.options().prefillContext();
        yield crosses(stage * ranks, (stage + 1) * ranks - 1, perNode);
      }
      case PP ->
          calls.collective().isPointToPoint()
              ? pipelineReach(calls.collective(), stage, tensor, perNode)
              : crosses(0, deployment.layout().ranksPerReplica() - 1, perNode);
      default -> crosses(0, deployment.ranks() - 1, perNode);
    };
  }

  private static Reach pipelineReach(Collective collective, int stage, int tensor, int perNode) {
    int neighbour = collective == Collective.RECV ? stage - 1 : stage + 1;
    int mine = stage * tensor;
    int theirs = neighbour * tensor;
    return crosses(Math.min(mine, theirs), Math.max(mine, theirs) + tensor - 1, perNode);
  }

  private static Reach crosses(int firstRank, int lastRank, int perNode) {
    return firstRank / perNode == lastRank / perNode ? Reach.NODE : Reach.CLUSTER;
  }

  private int gpusPerNode() {
    int stated = deployment.options().gpusPerNode();
    return stated > 0
        ? stated
        : fabric.map(Fabric::gpusPerNode).orElseGet(() -> gpu.map(Gpu::gpusPerNode).orElse(8));
  }
}
