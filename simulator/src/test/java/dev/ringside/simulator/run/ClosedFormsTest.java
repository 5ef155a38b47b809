package dev.ringside.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Phase;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.model.PassInput;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.record.SeenCalls;
import dev.ringside.simulator.run.CallCounts.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The closed forms against an engine that is played layer by layer: every rank's calls of every
 * kind, summed over all passes of a busy run, must be the same number. Neither side knows the
 * other.
 */
class ClosedFormsTest {

  private static final Duration DURATION = Duration.ofSeconds(6);

  static Stream<Named<Deployment>> deployments() {
    List<Named<Deployment>> all = new ArrayList<>();
    for (Engine engine : Engine.values()) {
      for (ModelShape model : List.of(Models.LLAMA_3B, Models.LLAMA_13B, Models.QWEN3_235B)) {
        for (int[] layout : new int[][] {{1, 2}, {2, 1}, {4, 1}, {8, 1}, {2, 2}, {4, 3}, {1, 4}}) {
          if (isModelled(engine, layout[1]) && model.attention().heads() % layout[0] == 0) {
            add(all, Serving.of(model, engine).on(layout[0], layout[1], 1));
          }
        }
      }
    }
    for (String version : List.of("0.10.2", "0.12.0", "0.18.0", "0.26.0")) {
      add(all, Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 2, 1).version(version));
    }
    add(all, Serving.of(Models.LLAMA_8B, Engine.VLLM).on(4, 1, 2).maxNumSeqs(5));
    add(all, Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 1, 1).flag(EngineFlag.ENFORCE_EAGER));
    add(all, Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 1, 1).drafting(3, null));
    add(all, Serving.of(Models.LLAMA_8B, Engine.SGLANG).on(2, 1, 1).drafting(3, null));
    add(all, Serving.of(Models.LLAMA_70B, Engine.VLLM).on(8, 1, 1).sequenceParallel());
    add(
        all,
        Serving.of(Models.LLAMA_70B, Engine.VLLM).on(4, 1, 1).sequenceParallel().gpu("h100", 8));
    add(all, Serving.of(Models.LLAMA_8B, Engine.TRTLLM).on(4, 2, 1).sequenceParallel());
    add(all, Serving.of(Models.LLAMA_70B, Engine.VLLM).on(8, 1, 1).context(2, 1));
    add(all, Serving.of(Models.DEEPSEEK_V3, Engine.VLLM).on(8, 1, 1).context(8, 1));
    add(all, Serving.of(Models.DEEPSEEK_V3, Engine.VLLM).on(4, 1, 1).context(1, 2));
    add(all, Serving.of(Models.DEEPSEEK_V3, Engine.VLLM).on(2, 2, 1));
    add(all, Serving.of(Models.DEEPSEEK_V3, Engine.SGLANG).on(2, 2, 1));
    families(all);
    for (AllToAll way : AllToAll.values()) {
      if (way != AllToAll.DEEPEP_HIGH_THROUGHPUT) {
        for (ModelShape model : List.of(Models.QWEN3_235B, Models.DEEPSEEK_V3)) {
          add(all, Serving.of(model, Engine.VLLM).on(1, 1, 4).experts(way));
          add(all, Serving.of(model, Engine.VLLM).on(2, 1, 2).experts(way));
          add(all, Serving.of(model, Engine.VLLM).on(2, 2, 2).experts(way));
          add(all, Serving.of(model, Engine.VLLM).on(2, 1, 2).splitExperts(way));
          add(all, Serving.of(model, Engine.VLLM).on(4, 1, 2).experts(way).version("0.19.0"));
        }
      }
    }
    add(
        all,
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM)
            .on(1, 1, 4)
            .experts(AllToAll.ALLGATHER_REDUCESCATTER)
            .flag(EngineFlag.FP8_DISPATCH));
    return all.stream();
  }

  private static boolean isModelled(Engine engine, int stages) {
    return engine.refusesStages(new ParallelLayout(1, stages, 1), "").isEmpty();
  }

  /** Families whose code makes other calls than most, each known to both sides on their own. */
  private static void families(List<Named<Deployment>> all) {
    ModelShape dense = Models.LLAMA_8B;
    ModelShape experts = Models.QWEN3_235B;
    ModelFamily falcon = ModelFamily.of("FalconForCausalLM").with(Trait.PARALLEL_BLOCK, 1);
    ModelFamily gemma =
        ModelFamily.of("Gemma3nForCausalLM")
            .with(Trait.LAYER_EMBEDDING, 256)
            .with(Trait.STREAM_GATHERS, 3);
    ModelFamily nemotron =
        new ModelFamily("nemotron_h", "mdma".repeat(8), Map.of(Trait.STATE_NORM, 1), List.of());
    for (int[] layout : new int[][] {{2, 1}, {4, 2}}) {
      List<ModelShape> models = new ArrayList<>();
      models.add(dense.of(falcon));
      models.add(dense.of(nemotron));
      models.add(dense.of(gemma.with(Trait.MULTIMODAL, 1)));
      models.add(dense.of(ModelFamily.of("gemma4").with(Trait.LAYER_EMBEDDING, 64)));
      for (String name : List.of("CohereForCausalLM", "olmo2", "PhiForCausalLM", "granite")) {
        models.add(dense.of(ModelFamily.of(name)));
      }
      for (String name : List.of("GraniteMoeSharedForCausalLM", "MiniMaxM2ForCausalLM", "olmoe")) {
        models.add(experts.of(ModelFamily.of(name)));
      }
      for (ModelShape model : models) {
        add(all, Serving.of(model, Engine.VLLM).on(layout[0], layout[1], 1));
      }
      for (String name : List.of("gemma3_text", "minimax_m2", "olmo2", "nemotron_h")) {
        ModelFamily family = name.equals("nemotron_h") ? nemotron : ModelFamily.of(name);
        add(all, Serving.of(dense.of(family), Engine.SGLANG).on(layout[0], layout[1], 1));
      }
    }
    add(
        all,
        Serving.of(experts.of(ModelFamily.of("GraniteMoeShared")), Engine.VLLM)
            .on(2, 1, 2)
            .experts(AllToAll.ALLGATHER_REDUCESCATTER));
    for (String release : List.of("0.25.0", "0.27.0", "0.33.0")) {
      for (String name : List.of("GlmMoeDsaForCausalLM", "Glm5NextForCausalLM")) {
        add(
            all,
            Serving.of(Models.DEEPSEEK_V3.of(ModelFamily.of(name)), Engine.VLLM)
                .on(release.equals("0.33.0") ? 4 : 2, 1, 2)
                .experts(AllToAll.ALLGATHER_REDUCESCATTER)
                .version(release));
      }
    }
    for (ModelShape model :
        List.of(
            dense.of(ModelFamily.of("LlamaForCausalLM")),
            experts.of(ModelFamily.of("Glm4MoeForCausalLM")),
            Models.DEEPSEEK_V3.of(ModelFamily.of("DeepseekV3ForCausalLM")))) {
      add(all, Serving.of(model, Engine.TRANSFORMERS).on(4, 1, 1).version("5.23.0"));
    }
  }

  private static void add(List<Named<Deployment>> all, Serving serving) {
    Deployment d = serving.deployment();
    String name =
        "%s %s %s tp%d pp%d dp%d %s %s"
            .formatted(
                d.engine().label(),
                d.model().name(),
                d.model().family().architecture(),
                d.layout().tensor(),
                d.layout().pipeline(),
                d.layout().data(),
                d.options().allToAll().label(),
                d.options().engineVersion());
    all.add(Named.of(name + " #" + all.size(), d));
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void everyRankMakesTheCallsThatTheFormsSay(Deployment deployment) throws Exception {
    CallCounts counts = new CallCounts();
    List<Truth.Pass> passes = new ArrayList<>();
    Simulation simulation =
        Simulation.of(
            Scenarios.busy(deployment, deployment.layout().data() > 1 ? 3 : 8, DURATION, 3),
            new Truth() {
              @Override
              public void pass(Pass pass) {
                passes.add(pass);
              }
            });
    SeenCalls seen = simulation.run(counts, Simulation.Pace.NONE);

    assertThat(seen.balances()).isTrue();
    assertThat(seen.sent()).isEqualTo(counts.calls()).isEqualTo(seen.made());
    assertThat(passes).hasSizeGreaterThan(10);
    assertThat(passes)
        .anyMatch(pass -> pass.content().decode())
        .anyMatch(pass -> !pass.content().decode());
    RankMap map = RankMap.of(deployment);
    for (int rank = 0; rank < map.ranks(); rank++) {
      int stage = rank / (map.tensor() * map.contexts()) % map.stages();
      int replica = map.replicaOf(rank);
      Map<Kind, Long> expected = expected(deployment, stage, replica, passes);
      assertThat(new TreeMap<>(readable(counts.ofRank(rank))))
          .as("rank %d", rank)
          .isEqualTo(new TreeMap<>(readable(expected)));
    }
  }

  /** The closed forms, summed over the passes that truly were. */
  private static Map<Kind, Long> expected(
      Deployment deployment, int stage, int replica, List<Truth.Pass> passes) {
    ForwardPassModel model = new ForwardPassModel(deployment);
    Map<Long, List<Truth.Pass>> together = new TreeMap<>();
    passes.forEach(
        pass -> together.computeIfAbsent(pass.index(), i -> new ArrayList<>()).add(pass));
    Map<Kind, Long> expected = new HashMap<>();
    for (Truth.Pass pass : passes) {
      if (pass.replica() == replica) {
        List<ExpectedCalls> calls = new ArrayList<>(model.expect(stage, input(deployment, pass)));
        if (pass.content().sampled() > 0 || deployment.engine() == Engine.SGLANG) {
          calls.addAll(model.mayCall(stage, pass.content().requests(), pass.content().goesOn()));
        }
        List<Truth.Pass> all = together.get(pass.index());
        if (all.stream().mapToLong(one -> one.wire().tokens()).distinct().count() > 1) {
          calls = UnequalPasses.exchanging(deployment, model, stage, calls, all);
        }
        for (ExpectedCalls call : calls) {
          expected.merge(kindOf(call), call.count(), Long::sum);
        }
      }
    }
    return expected;
  }

  /** Where pictures go in beside the text, the embedding is of the tokens that were scheduled. */
  private static PassInput input(Deployment deployment, Truth.Pass pass) {
    PassInput input = input(pass, pass.wire().tokens());
    if (deployment.model().family().trait(Trait.MULTIMODAL) == 0) {
      return input;
    }
    StepSizes.Beside beside =
        new StepSizes.Beside(pass.content().tokens(), List.of(), List.of(), List.of(), 0);
    return new PassInput(
        new StepSizes(input.tokens(), input.rows(), List.of(), -1, -1, beside), input.phase());
  }

  static PassInput input(Truth.Pass pass, long tokens) {
    return new PassInput(
        tokens, pass.wire().rows(), pass.content().decode() ? Phase.DECODE : Phase.PREFILL);
  }

  private static Kind kindOf(ExpectedCalls call) {
    return new Kind(call.collective(), call.sendElements(), call.dataType(), call.groupSize());
  }

  private static Map<String, Long> readable(Map<Kind, Long> counts) {
    Map<String, Long> words = new HashMap<>();
    counts.forEach((kind, count) -> words.put(kind.toString(), count));
    return words;
  }
}
