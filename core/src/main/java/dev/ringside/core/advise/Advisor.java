package dev.ringside.core.advise;

import dev.ringside.core.account.Phase;
import dev.ringside.core.advise.Advice.Ranked;
import dev.ringside.core.advise.Advice.Refused;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.hardware.MemoryFit;
import dev.ringside.core.hardware.Roofline;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.Planner;
import dev.ringside.core.plan.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Ranks all layouts of a model on N GPUs for a goal.
 *
 * <p>A layout works if the engine can run it (t divides heads and vocabulary, p does not exceed the
 * layers, t·p·d = N), if it fits ({@link MemoryFit}), and if the fabric has a cost for all its
 * calls.
 *
 * <pre>
 * TTFT  (n + p − 1)/(n·p) · (compute + communication) of n prefill passes: a stage starts a pass
 *       while the stage after it works on the previous one
 * TPOT  compute + communication of one pass of ⌈B/m⌉ requests, with m = min(B, p) batches at the
 *       same time, one on each stage
 * </pre>
 *
 * <p>No figure is fitted to a published ranking.
 */
public final class Advisor {

  private final Question question;
  private final ModelShape model;
  private final Optional<Fabric> fabric;
  private final Layouts layouts;

  /** The deployment on a layout. */
  @FunctionalInterface
  public interface Layouts {

    /**
     * @throws IllegalArgumentException with the reason, if the engine cannot run it
     */
    Deployment on(LayoutChoice choice);
  }

  /**
   * @param fabric without it there are no seconds, and only {@link Goal#VOLUME} can be ranked
   */
  public Advisor(Question question, ModelShape model, Optional<Fabric> fabric, Layouts layouts) {
    this.question = question;
    this.model = model;
    this.fabric = fabric;
    this.layouts = layouts;
  }

  public Advice advise(Goal goal) {
    List<Candidate> working = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    for (LayoutChoice choice : LayoutChoice.of(question.gpus(), model.feedForward().hasExperts())) {
      try {
        Candidate candidate = candidate(choice, layouts.on(choice));
        Optional<String> flaw = flaw(goal, candidate);
        flaw.ifPresentOrElse(
            reason -> refused.add(new Refused(choice, reason)), () -> working.add(candidate));
      } catch (IllegalArgumentException e) {
        refused.add(new Refused(choice, e.getMessage()));
      }
    }
    working.sort(goal.order());
    return new Advice(goal, ranked(goal, working), refused, unknowns(working));
  }

  private static List<Ranked> ranked(Goal goal, List<Candidate> working) {
    List<Ranked> ranked = new ArrayList<>();
    for (Candidate candidate : working) {
      String reason = ranked.isEmpty() ? "" : Reason.against(working.get(0), candidate, goal);
      ranked.add(new Ranked(candidate, reason));
    }
    return ranked;
  }

  private static Optional<String> flaw(Goal goal, Candidate candidate) {
    if (!candidate.fits()) {
      return Optional.of(Reason.tooLarge(candidate));
    }
    return goal.needsTime() && !candidate.isTimed()
        ? Optional.of(Reason.withoutCost(candidate))
        : Optional.empty();
  }

  private Candidate candidate(LayoutChoice choice, Deployment deployment) {
    Workload workload = question.workloadOf(choice.data());
    Planner planner = new Planner(deployment, fabric);
    Plan plan = planner.plan(workload);
    MemoryFit memory = new MemoryFit(deployment, question.bytesPerParameter());
    long longest = question.promptTokens() + question.outputTokens();
    double running = (double) question.concurrency() / (workload.batch() * choice.data());
    return new Candidate(
        choice,
        plan,
        memory.bytes(Math.multiplyExact(workload.batch(), longest)),
        question.gpu().memoryBytes() * MemoryFit.USABLE,
        ttft(plan),
        tpot(planner, plan, memory),
        Math.round(plan.wireBytesOfCluster() * running),
        question.concurrency());
  }

  private PhaseTime ttft(Plan plan) {
    Workload workload = plan.workload();
    long passes = plan.prefillPasses();
    int stages = plan.deployment().layout().pipeline();
    double inTurn = (passes + stages - 1.0) / ((double) passes * stages);
    long tokens = workload.batch() * workload.promptTokens() / passes;
    long rows = Math.max(1, workload.batch() / passes);
    double compute = roofline(plan.deployment()).seconds(tokens, rows, 0) * passes;
    OptionalDouble comm = plan.seconds(Phase.PREFILL);
    return new PhaseTime(
        compute * inTurn, comm.isPresent() ? OptionalDouble.of(comm.getAsDouble() * inTurn) : comm);
  }

  private PhaseTime tpot(Planner planner, Plan whole, MemoryFit memory) {
    Workload workload = whole.workload();
    long underWay = Math.min(workload.batch(), whole.deployment().layout().pipeline());
    long batch = (workload.batch() + underWay - 1) / underWay;
    Plan plan =
        batch == workload.batch()
            ? whole
            : planner.plan(Workload.of(workload.promptTokens(), workload.outputTokens(), batch));
    double context = workload.promptTokens() + workload.outputTokens() / 2.0;
    double kv = memory.kvBytes(model.layers(), batch * context);
    OptionalDouble comm = plan.seconds(Phase.DECODE);
    boolean any = comm.isPresent() && plan.decodePasses() > 0;
    return new PhaseTime(
        roofline(plan.deployment()).seconds(batch, batch, kv),
        any ? OptionalDouble.of(comm.getAsDouble() / plan.decodePasses()) : comm);
  }

  private Roofline roofline(Deployment deployment) {
    return new Roofline(deployment, question.gpu(), question.bytesPerParameter());
  }

  private List<String> unknowns(List<Candidate> working) {
    List<String> unknowns = new ArrayList<>();
    unknowns.add(
        "compute is a roofline at the data sheet's limits, a lower bound: real kernels take"
            + " longer");
    unknowns.add(
        "host time is left out: CPU launches, the scheduler, gloo messages between stages, cold"
            + " start");
    unknowns.add(
        "nothing overlaps but pipeline stages, and those perfectly; queueing and prefill beside"
            + " decode are left out");
    if (question.gpu().isEstimated()) {
      unknowns.add(
          "figures of %s are estimates: memory, operations or bandwidth are of no data sheet that was read"
              .formatted(question.gpu().label()));
    }
    if (model.feedForward().hasExperts()) {
      unknowns.add("experts are taken to be chosen uniformly; a popular one makes its rank late");
    }
    fabric.ifPresentOrElse(
        links -> unknowns.add(trust(links)),
        () -> unknowns.add("no fabric given: no seconds of communication"));
    if (working.stream().anyMatch(c -> c.layout().data() > question.concurrency())) {
      unknowns.add("layouts of more replicas than requests leave GPUs idle, which no goal counts");
    }
    working.stream()
        .mapToLong(candidate -> candidate.plan().workload().batch())
        .max()
        .ifPresent(most -> sequenceBound(working, most).ifPresent(unknowns::add));
    return unknowns;
  }

  private static Optional<String> sequenceBound(List<Candidate> working, long most) {
    int bound = working.get(0).deployment().sequenceBound();
    return most > bound
        ? Optional.of(
            "up to %d requests run on one replica: more than max-num-seqs is by default, %d"
                .formatted(most, bound))
        : Optional.empty();
  }

  private static String trust(Fabric links) {
    List<CostRule> rules = new ArrayList<>(links.rules());
    links.beneath().ifPresent(beneath -> rules.addAll(beneath.rules()));
    long estimates =
        rules.stream().filter(rule -> rule.confidence() == Confidence.ESTIMATE).count();
    return "of the %d costs of fabric %s %d are estimates; ringside calibrate measures your own"
        .formatted(rules.size(), links.name(), estimates);
  }
}
