package dev.ringside.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every model, layout and workload; drawn from seeds. */
class PlannerProperties {

  private static final int TRIALS = 150;

  /** A model whose hidden size and vocabulary divide by 2, 4 and 8. */
  private static ModelShape model(Random random) {
    return new ModelShape(
        "random",
        8 + random.nextInt(60),
        8 * (1 + random.nextInt(1024)),
        64 * (1 + random.nextInt(2000)),
        1 + random.nextInt(2));
  }

  private static Workload workload(Random random) {
    return new Workload(
        1 + random.nextInt(5000),
        1 + random.nextInt(300),
        1 + random.nextInt(20),
        1 + random.nextInt(8192));
  }

  private static int pipeline(Engine engine, Random random) {
    boolean one = engine.refusesStages(new ParallelLayout(1, 2, 1), "").isPresent();
    return one ? 1 : 1 + random.nextInt(4);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void countsDoNotDependOnTheNumberOfTensorRanks(Engine engine) {
    Random random = new Random(1);
    for (int trial = 0; trial < TRIALS; trial++) {
      ModelShape model = model(random);
      Workload workload = workload(random);
      int pipeline = pipeline(engine, random);
      Map<String, Long> two = counts(model, engine, 2, pipeline, workload);
      assertThat(two).isNotEmpty();
      for (int tensor : new int[] {4, 8}) {
        assertThat(counts(model, engine, tensor, pipeline, workload)).isEqualTo(two);
      }
    }
  }

  private static Map<String, Long> counts(
      ModelShape model, Engine engine, int tensor, int pipeline, Workload workload) {
    Deployment deployment = Serving.of(model, engine).on(tensor, pipeline, 1).deployment();
    Map<String, Long> counts = new TreeMap<>();
    for (PlanRow row : Planned.of(deployment, workload).plan().rows()) {
      if (!row.optional()) {
        String key = row.phase() + " " + row.stage() + " " + row.collective();
        counts.merge(key, row.count(), Long::sum);
      }
    }
    return counts;
  }

  /** nccl-tests: AllReduce 2(n−1)/n, AllGather and Gather (n−1)/n, Send and Recv 1. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void wireBytesFollowTheFactors(Engine engine) {
    Random random = new Random(2);
    for (int trial = 0; trial < TRIALS; trial++) {
      int tensor = 1 + random.nextInt(8);
      ModelShape any = model(random);
      ModelShape model =
          new ModelShape(
              "random", any.layers(), any.hidden() + 1, 6_720 * (1 + any.vocabulary() % 9_000), 2);
      Deployment deployment =
          Serving.of(model, engine).on(tensor, pipeline(engine, random), 1).deployment();
      for (PlanRow row : Planned.of(deployment, workload(random)).plan().rows()) {
        if (!row.optional()) {
          assertThat(row.wireBytes()).as("%s", row).isEqualTo(wire(row, tensor));
        }
      }
    }
  }

  private static long wire(PlanRow row, int tensor) {
    boolean pair = row.collective() == Collective.SEND || row.collective() == Collective.RECV;
    assertThat(row.groupSize()).isEqualTo(pair ? 2 : tensor);
    int rounds =
        switch (row.collective()) {
          case ALL_REDUCE -> 2 * (tensor - 1);
          case ALL_GATHER, GATHER -> tensor - 1;
          default -> tensor;
        };
    BigInteger twice =
        BigInteger.valueOf(row.messageBytes())
            .multiply(BigInteger.valueOf(row.count()))
            .multiply(BigInteger.valueOf(2L * rounds));
    return twice
        .add(BigInteger.valueOf(tensor))
        .divide(BigInteger.valueOf(2L * tensor))
        .longValueExact();
  }

  /**
   * Bytes of all but the logits, over B·(S_p + S_d − 1), are the model's and the layout's alone.
   */
  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "LLAMA_CPP", mode = EnumSource.Mode.EXCLUDE)
  void volumeIsLinearInTheRowsMoved(Engine engine) {
    Random random = new Random(3);
    for (int trial = 0; trial < TRIALS; trial++) {
      Deployment deployment =
          Serving.of(model(random), engine)
              .on(1 << random.nextInt(4), pipeline(engine, random), 1)
              .flag(EngineFlag.ENFORCE_EAGER)
              .deployment();
      long each = moved(deployment, Workload.of(1, 1, 1));
      for (int i = 0; i < 3; i++) {
        Workload workload = workload(random);
        assertThat(moved(deployment, workload)).isEqualTo(each * workload.rowsMoved());
      }
    }
  }

  private static long moved(Deployment deployment, Workload workload) {
    return Planned.of(deployment, workload).plan().rows().stream()
        .filter(row -> !row.optional() && !row.purposes().contains("logits"))
        .mapToLong(PlanRow::wireBytes)
        .sum();
  }

  /** Reduces and logits of all stages are those of the model on one. */
  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"TRANSFORMERS", "LMDEPLOY", "TURBOMIND", "LLAMA_CPP"},
      mode = EnumSource.Mode.EXCLUDE)
  void stagesSumUpToTheWholeModel(Engine engine) {
    Random random = new Random(4);
    for (int trial = 0; trial < TRIALS; trial++) {
      ModelShape model = model(random);
      Workload workload = workload(random);
      int tensor = 2 << random.nextInt(3);
      Map<String, Long> whole = work(model, engine, tensor, 1, workload);
      for (int pipeline = 2; pipeline <= 8; pipeline++) {
        assertThat(work(model, engine, tensor, pipeline, workload)).isEqualTo(whole);
      }
    }
  }

  private static Map<String, Long> work(
      ModelShape model, Engine engine, int tensor, int pipeline, Workload workload) {
    Deployment deployment = Serving.of(model, engine).on(tensor, pipeline, 1).deployment();
    Map<String, Long> work = new TreeMap<>();
    for (PlanRow row : Planned.of(deployment, workload).plan().rows()) {
      boolean moves = row.optional() || List.of("handover", "rebuild").containsAll(row.purposes());
      if (!moves) {
        String key = row.phase() + " " + row.collective() + " " + row.sendElements();
        work.merge(key + " calls", row.count(), Long::sum);
        work.merge(key + " bytes", row.wireBytes(), Long::sum);
      }
    }
    return work;
  }

  /** More of anything moves no fewer bytes. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void bytesGrowWithModelAndWorkload(Engine engine) {
    Random random = new Random(5);
    for (int trial = 0; trial < TRIALS; trial++) {
      ModelShape small = model(random);
      Workload light = workload(random);
      int tensor = 2 << random.nextInt(3);
      int pipeline = pipeline(engine, random);
      long bytes = volume(small, engine, tensor, pipeline, light);
      ModelShape deeper = with(small, 1, 0, 0);
      ModelShape wider = with(small, 0, 8, 0);
      ModelShape wordier = with(small, 0, 0, 64);
      for (ModelShape larger : List.of(deeper, wider, wordier)) {
        assertThat(volume(larger, engine, tensor, pipeline, light)).isGreaterThan(bytes - 1);
      }
      assertThat(volume(wider, engine, tensor, pipeline, light)).isGreaterThan(bytes);
      Workload longer =
          new Workload(
              light.promptTokens() + 600,
              light.outputTokens() + 1,
              light.batch() + 1,
              light.maxBatchedTokens());
      assertThat(volume(small, engine, tensor, pipeline, longer)).isGreaterThan(bytes);
    }
  }

  private static ModelShape with(ModelShape model, int layers, int hidden, int vocabulary) {
    return new ModelShape(
        "larger",
        model.layers() + layers,
        model.hidden() + hidden,
        model.vocabulary() + vocabulary,
        model.tensorsHandedOver());
  }

  private static long volume(
      ModelShape model, Engine engine, int tensor, int pipeline, Workload workload) {
    Deployment deployment = Serving.of(model, engine).on(tensor, pipeline, 1).deployment();
    return Planned.of(deployment, workload).plan().wireBytesOfCluster();
  }

  /** Reduce-scatter and all-gather move what the all-reduce did, if t divides the tokens. */
  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"TRANSFORMERS", "LMDEPLOY", "TURBOMIND", "LLAMA_CPP"},
      mode = EnumSource.Mode.EXCLUDE)
  void sequenceParallelismMovesTheSameBytes(Engine engine) {
    Random random = new Random(6);
    for (int trial = 0; trial < TRIALS; trial++) {
      ModelShape model = model(random);
      int tensor = 2 << random.nextInt(3);
      int pipeline = pipeline(engine, random);
      Workload workload =
          new Workload(8L * (1 + random.nextInt(400)), 1 + random.nextInt(50), 8, 8192);
      Serving plain = Serving.of(model, engine).on(tensor, pipeline, 1);
      Serving split = Serving.of(model, engine).on(tensor, pipeline, 1).sequenceParallel();
      Plan reduced = Planned.of(plain.deployment(), workload).plan();
      Plan scattered = Planned.of(split.deployment(), workload).plan();
      for (int stage = 0; stage < pipeline; stage++) {
        assertThat(scattered.wireBytesPerRank(stage)).isEqualTo(reduced.wireBytesPerRank(stage));
      }
      assertThat(scattered.rows()).noneMatch(row -> row.collective() == Collective.ALL_REDUCE);
    }
  }

  /** The paper's volume is the plan's bytes of one rank, where one rank is what it counts. */
  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"VLLM_V0"})
  void thePapersReducesAreThePlansBytes(Engine engine) {
    Random random = new Random(7);
    for (int trial = 0; trial < TRIALS; trial++) {
      long prompt = 1 + random.nextInt(4000);
      Deployment deployment =
          Serving.of(Models.LLAMA_8B, engine)
              .on(2 << random.nextInt(3), 1, 1)
              .flag(EngineFlag.ENFORCE_EAGER)
              .deployment();
      Planned planned = Planned.request(deployment, prompt, 1 + random.nextInt(500));
      double reduces =
          planned.plan().rows().stream()
              .filter(row -> row.collective() == Collective.ALL_REDUCE)
              .mapToDouble(PlanRow::wireBytes)
              .sum();
      assertThat(planned.plan().paperVolume().orElseThrow().allreduce()).isEqualTo(reduces);
    }
  }
}
