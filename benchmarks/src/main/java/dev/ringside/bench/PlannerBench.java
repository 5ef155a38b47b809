package dev.ringside.bench;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.Planner;
import dev.ringside.core.plan.Workload;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of one plan: closed forms, routes and rows of a request of 128 + 128 tokens. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 8, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PlannerBench {

  /** Tensor × pipeline ranks. */
  @Param({"2x2", "8x16"})
  public String layout = "";

  private final Workload workload = Workload.of(128, 128, 1);

  @Benchmark
  public Plan plan() {
    String[] ranks = layout.split("x", -1);
    Deployment deployment =
        new Deployment(
            "bench",
            new ModelShape("llama-3.1-405b", 126, 16384, 128256, 2),
            Engine.VLLM,
            new ParallelLayout(Integer.parseInt(ranks[0]), Integer.parseInt(ranks[1]), 1),
            DataType.BFLOAT16,
            OptionalInt.empty(),
            "unknown");
    return new Planner(deployment, Optional.empty()).plan(workload);
  }
}
