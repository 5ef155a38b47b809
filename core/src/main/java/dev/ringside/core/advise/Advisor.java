package dev.ringside.core.advise;

import dev.ringside.core.advise.Advice.Judged;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.plan.Planner;
import dev.ringside.core.plan.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lays a model out over N GPUs in every way that works, and ranks the ways for a goal.
 *
 * <p>Feasible: t divides the query heads and the padded vocabulary, p does not exceed the layers,
 * t·p·d = N; with experts and more than one replica, also with the experts spread over t·d ranks.
 * Memory: {@code weights/(t·p) + KV(concurrency/d · (S_p + S_d))/(t·p)} on the fullest stage,
 * within 90 % of the GPU's memory.
 *
 * <p>No figure in here is fitted to a published ranking.
 */
public final class Advisor {

  /** What vLLM gives to weights and cache, {@code gpu_memory_utilization}. */
  static final double USABLE_MEMORY = 0.9;

  private final Question question;
  private final Optional<Fabric> fabric;
  private final Function<LayoutChoice, Optional<Deployment>> deployments;

  /** A layout to try. */
  public record LayoutChoice(int tensor, int pipeline, int data, boolean expertParallel) {}

  /**
   * @param deployments the deployment on a layout; empty where the engine refuses it
   */
  public Advisor(
      Question question,
      Optional<Fabric> fabric,
      Function<LayoutChoice, Optional<Deployment>> deployments) {
    this.question = question;
    this.fabric = fabric;
    this.deployments = deployments;
  }

  public Advice advise(Goal goal) {
    List<Candidate> fitting = new ArrayList<>();
    List<Judged> refused = new ArrayList<>();
    for (LayoutChoice choice : choices()) {
      deployments
          .apply(choice)
          .map(this::candidate)
          .ifPresent(
              candidate -> {
                if (!candidate.fits()) {
                  refused.add(new Judged(candidate, tooLarge(candidate)));
                } else if (goal != Goal.VOLUME && !candidate.isTimed()) {
                  refused.add(new Judged(candidate, "the fabric gives no cost for its paths"));
                } else {
                  fitting.add(candidate);
                }
              });
    }
    fitting.sort(goal.order());
    List<Judged> ranked = new ArrayList<>();
    for (Candidate candidate : fitting) {
      ranked.add(new Judged(candidate, whyNotBest(goal, fitting.get(0), candidate)));
    }
    return new Advice(goal, ranked, refused, unknowns());
  }

  private List<LayoutChoice> choices() {
    List<LayoutChoice> choices = new ArrayList<>();
    for (int tensor = 1; tensor <= question.gpus(); tensor++) {
      for (int pipeline = 1; tensor * pipeline <= question.gpus(); pipeline++) {
        if (question.gpus() % (tensor * pipeline) == 0) {
          int data = question.gpus() / (tensor * pipeline);
          choices.add(new LayoutChoice(tensor, pipeline, data, false));
          if (data > 1) {
            choices.add(new LayoutChoice(tensor, pipeline, data, true));
          }
        }
      }
    }
    return choices;
  }

  private Candidate candidate(Deployment deployment) {
    ParallelLayout layout = deployment.layout();
    Workload workload = question.workloadOf(layout.data());
    long context = question.promptTokens() + question.outputTokens();
    double kvBytes =
        (double) workload.batch()
            * context
            * deployment.model().kvBytesPerToken(deployment.dataType().bytes());
    long prefillTokens = workload.batch() * workload.promptTokens();
    return new Candidate(
        deployment,
        new Planner(deployment, fabric).plan(workload),
        memoryBytes(deployment, workload.batch(), context),
        question.gpu().memoryBytes() * USABLE_MEMORY,
        Roofline.seconds(deployment, question.gpu(), prefillTokens, 0),
        Roofline.seconds(deployment, question.gpu(), workload.batch(), kvBytes));
  }

  private static double memoryBytes(Deployment deployment, long batch, long context) {
    ModelShape model = deployment.model();
    ParallelLayout layout = deployment.layout();
    int bytes = deployment.dataType().bytes();
    WeightBytes weights = WeightBytes.of(model, bytes);
    double share = (double) deployment.layersOf(0) / model.layers();
    double experts = weights.routed();
    int spread = deployment.options().expertParallel() ? layout.data() : 1;
    double ofRank = (weights.total() - experts + experts / spread) * share / layout.tensor();
    double kv =
        (double) batch
            * context
            * deployment.layersOf(0)
            * model.attention().kvElementsPerTokenAndRank(layout.tensor())
            * bytes;
    return ofRank + kv;
  }

  private static String tooLarge(Candidate candidate) {
    return String.format(
        Locale.ROOT,
        "does not fit: %.0f GB of weights and KV cache a GPU, %.0f GB usable",
        candidate.memoryBytes() / 1e9,
        candidate.memoryLimitBytes() / 1e9);
  }

  private static String whyNotBest(Goal goal, Candidate best, Candidate candidate) {
    if (candidate.equals(best)) {
      return "";
    }
    double ratio =
        goal == Goal.THROUGHPUT
            ? goal.figureOf(best) / goal.figureOf(candidate)
            : goal.figureOf(candidate) / goal.figureOf(best);
    return switch (goal) {
      case VOLUME -> String.format(Locale.ROOT, "moves %.2f times the bytes", ratio);
      case TTFT ->
          because(ratio, candidate.commPrefillSeconds(), candidate.computePrefillSeconds());
      case TPOT, THROUGHPUT ->
          because(ratio, candidate.commDecodeSeconds(), candidate.computeDecodeSeconds());
    };
  }

  private static String because(double ratio, double comm, double compute) {
    return String.format(
        Locale.ROOT,
        "%.2f times the best's time: %.3f ms communication, %.3f ms compute",
        ratio,
        comm * 1e3,
        compute * 1e3);
  }

  private List<String> unknowns() {
    List<String> unknowns = new ArrayList<>();
    unknowns.add("scheduling: queueing, chunked prefill beside decode, and start-up are left out");
    unknowns.add("overlap: communication and compute are added, and pipeline stages taken in turn");
    unknowns.add("compute is a roofline at the data sheet's limits; real kernels take longer");
    if (fabric.isEmpty()) {
      unknowns.add("no fabric given: seconds of communication are not known");
    }
    return unknowns;
  }
}
