package dev.ringside.simulator.run;

import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A small deployment drawn from a seed: any family, engine, layout and options that go together.
 */
final class DrawnDeployment {

  /** Families whose calls both sides know, on which engines. */
  private static final Map<Engine, List<String>> DENSE =
      Map.of(
          Engine.VLLM_V0, List.of("LlamaForCausalLM", "Gemma3ForCausalLM"),
          Engine.TRTLLM, List.of("LlamaForCausalLM", "Qwen3ForCausalLM"),
          Engine.LMDEPLOY, List.of("LlamaForCausalLM", "Qwen3ForCausalLM", "gemma3_text"),
          Engine.TURBOMIND, List.of("LlamaForCausalLM", "Qwen3ForCausalLM"),
          Engine.LLAMA_CPP, List.of("LlamaForCausalLM", "Qwen3ForCausalLM", "gemma3_text"),
          Engine.TRANSFORMERS, List.of("LlamaForCausalLM", "PhiForCausalLM", "CohereForCausalLM"),
          Engine.SGLANG,
              List.of(
                  "LlamaForCausalLM",
                  "CohereForCausalLM",
                  "olmo2",
                  "PhiForCausalLM",
                  "granite",
                  "gemma3_text",
                  "nemotron_h",
                  "qwen3_next"),
          Engine.VLLM,
              List.of(
                  "LlamaForCausalLM",
                  "FalconForCausalLM",
                  "falcon",
                  "CohereForCausalLM",
                  "olmo2",
                  "PhiForCausalLM",
                  "granite",
                  "OPTForCausalLM",
                  "gemma3_text",
                  "gemma3n_text",
                  "gemma4_text",
                  "nemotron_h",
                  "qwen3_next"));

  private static final Map<Engine, List<String>> SPARSE =
      Map.of(
          Engine.VLLM_V0, List.of("MixtralForCausalLM", "DeepseekV3ForCausalLM"),
          Engine.TRTLLM, List.of("Qwen3MoeForCausalLM", "DeepseekV3ForCausalLM"),
          Engine.LMDEPLOY,
              List.of("Qwen3MoeForCausalLM", "DeepseekV3ForCausalLM", "DeepseekV32ForCausalLM"),
          Engine.TURBOMIND, List.of("Qwen3MoeForCausalLM", "DeepseekV3ForCausalLM"),
          Engine.LLAMA_CPP, List.of("Qwen3MoeForCausalLM"),
          Engine.TRANSFORMERS,
              List.of("Qwen3MoeForCausalLM", "Glm4MoeForCausalLM", "DeepseekV3ForCausalLM"),
          Engine.SGLANG,
              List.of(
                  "Qwen3MoeForCausalLM",
                  "DeepseekV3ForCausalLM",
                  "Glm4MoeForCausalLM",
                  "MiniMaxM2ForCausalLM",
                  "qwen3_next"),
          Engine.VLLM,
              List.of(
                  "Qwen3MoeForCausalLM",
                  "MixtralForCausalLM",
                  "DeepseekV3ForCausalLM",
                  "Glm4MoeForCausalLM",
                  "MiniMaxM2ForCausalLM",
                  "olmoe",
                  "GraniteMoeSharedForCausalLM",
                  "gemma4_text",
                  "step3_text",
                  "qwen3_next"));

  /** Without vLLM's oldest way (equal tokens only), and the one whose sizes are left to chance. */
  private static final List<AllToAll> WAYS =
      List.of(
          AllToAll.ALLGATHER_REDUCESCATTER,
          AllToAll.ALLGATHER_REDUCESCATTER,
          AllToAll.DEEPEP_LOW_LATENCY);

  private final Random random;

  private DrawnDeployment(Random random) {
    this.random = random;
  }

  /** Empty where what was drawn does not go together. */
  static Optional<Deployment> of(Random random) {
    try {
      return new DrawnDeployment(random).draw();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** SGLang with attention in replicas within the tensor group; empty as above. */
  static Optional<Deployment> inReplicas(Random random) {
    try {
      return Optional.of(new DrawnDeployment(random).drawInReplicas());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** LMDeploy, TurboMind or llama.cpp, which run on one stage; empty as above. */
  static Optional<Deployment> ofOneStage(Random random) {
    try {
      return Optional.of(new DrawnDeployment(random).drawOfOneStage());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Deployment drawOfOneStage() {
    Engine engine = oneOf(List.of(Engine.LMDEPLOY, Engine.TURBOMIND, Engine.LLAMA_CPP));
    boolean sparse = random.nextInt(3) == 0;
    int tensor = oneOf(List.of(2, 2, 4, 8));
    ModelShape model = model(engine, sparse);
    Serving serving = Serving.of(model, engine).on(tensor, 1, oneOf(List.of(1, 1, 1, 2)));
    List<String> flags =
        List.of(
            EngineFlag.ENFORCE_EAGER,
            EngineFlag.NATIVE_COMMUNICATOR,
            EngineFlag.FLASHINFER_ALL_REDUCE,
            EngineFlag.SYMM_MEM_ALL_REDUCE,
            EngineFlag.INTERNAL_ALL_REDUCE);
    for (String flag : flags) {
      if (random.nextInt(4) == 0) {
        serving.flag(flag);
      }
    }
    if (random.nextInt(3) == 0) {
      serving.maxNumSeqs(1 + random.nextInt(90));
    }
    if (random.nextInt(3) == 0) {
      serving.gpu(oneOf(List.of("h100", "a100", "b200")), 8);
    }
    return serving.deployment();
  }

  private Deployment drawInReplicas() {
    boolean sparse = random.nextBoolean();
    int tensor = oneOf(List.of(2, 2, 4, 4, 8));
    int replicas = oneOf(List.of(2, 2, 4, 8));
    ModelShape model = model(Engine.SGLANG, sparse);
    if (random.nextInt(4) == 0) {
      String name = oneOf(List.of("Qwen3ForCausalLM", "Step3VLForConditionalGeneration"));
      model = model.of(ModelFamily.of(name));
    }
    Serving serving =
        Serving.of(model, Engine.SGLANG)
            .on(tensor, oneOf(List.of(1, 1, 2, 3)), oneOf(List.of(1, 1, 1, 2)))
            .attentionReplicas(replicas);
    if (sparse && random.nextBoolean()) {
      serving.experts(AllToAll.ALLGATHER_REDUCESCATTER);
    }
    for (String flag :
        List.of(
            EngineFlag.DP_LM_HEAD,
            EngineFlag.DISABLE_CUSTOM_ALL_REDUCE,
            EngineFlag.ENFORCE_EAGER,
            oneOf(
                List.of(
                    EngineFlag.BOUNDARY_AR,
                    EngineFlag.BOUNDARY_RS,
                    EngineFlag.BOUNDARY_RSV,
                    EngineFlag.BOUNDARY_BOTH)))) {
      if (random.nextInt(3) == 0) {
        serving.flag(flag);
      }
    }
    if (random.nextInt(4) == 0) {
      serving.maxNumSeqs(replicas * (1 + random.nextInt(9)));
    }
    return serving.deployment();
  }

  private Optional<Deployment> draw() {
    Engine engine = oneOf(Habits.ENGINES);
    int tensor = oneOf(List.of(1, 2, 2, 2, 4));
    int pipeline = oneOf(List.of(1, 1, 1, 2, 3));
    int data = oneOf(List.of(1, 1, 2, 3));
    boolean sparse = random.nextInt(5) < 2;
    boolean joined = sparse && data > 1 && engine.joinsReplicas();
    if ((tensor * pipeline == 1 && !joined) || tensor * pipeline * data > 12) {
      return Optional.empty();
    }
    ModelShape model = model(engine, sparse);
    Serving serving = Serving.of(model, engine).on(tensor, pipeline, data);
    serving.version(version(engine));
    if (sparse && random.nextBoolean()) {
      AllToAll way = oneOf(WAYS);
      if (random.nextInt(3) > 0) {
        serving.experts(way);
      } else {
        serving.splitExperts(way);
      }
    }
    if (random.nextInt(4) == 0 && engine != Engine.TRANSFORMERS) {
      boolean named = random.nextInt(4) > 0;
      serving.drafting(1 + random.nextInt(3), named ? draft(model) : null);
    }
    if (random.nextInt(8) == 0 && !joined) {
      serving.sequenceParallel();
    }
    if (random.nextInt(6) == 0) {
      serving.maxNumSeqs(1 + random.nextInt(9));
    }
    if (random.nextInt(6) == 0) {
      serving.flag(EngineFlag.ENFORCE_EAGER);
    }
    if (random.nextInt(6) == 0) {
      serving.flag(EngineFlag.FP8_DISPATCH);
    }
    if (random.nextInt(10) == 0 && model.attention().isLatent() && tensor > 1 && pipeline == 1) {
      serving.context(random.nextBoolean() ? tensor : 2, 1);
    }
    if (random.nextInt(4) == 0) {
      serving.gpu("h100", 8);
    }
    return Optional.of(serving.deployment());
  }

  private String version(Engine engine) {
    return switch (engine) {
      case VLLM -> oneOf(List.of("", "0.10.2", "0.18.0", "0.24.0", "0.26.0", "0.32.0", "0.33.0"));
      case TRANSFORMERS -> oneOf(List.of("", "5.18.0", "5.23.0"));
      default -> "";
    };
  }

  private ModelShape draft(ModelShape target) {
    int hidden = random.nextBoolean() ? target.hidden() : target.hidden() / 2;
    return new ModelShape("draft", 1 + random.nextInt(3), hidden, target.vocabulary(), 2);
  }

  private ModelShape model(Engine engine, boolean sparse) {
    String name = oneOf((sparse ? SPARSE : DENSE).get(engine));
    int layers = 2 + random.nextInt(6);
    int hidden = 64 * (1 + random.nextInt(8));
    int heads = 8;
    boolean latent = name.startsWith("Deepseek");
    AttentionShape attention =
        latent
            ? new AttentionShape(heads, heads, 32, 64, 16)
            : AttentionShape.grouped(heads, oneOf(List.of(2, 4, 8)), 32);
    FeedForwardShape feedForward =
        sparse
            ? new FeedForwardShape(
                256, 8, 1 + random.nextInt(3), 64, random.nextInt(2), random.nextInt(2))
            : FeedForwardShape.dense(256);
    return new ModelShape(
            "drawn", layers, hidden, 500 + random.nextInt(3000), 2, attention, feedForward, false)
        .of(family(name, layers, sparse ? feedForward.denseLayers() : layers));
  }

  private ModelFamily family(String name, int layers, int dense) {
    return switch (name) {
      case "FalconForCausalLM" -> ModelFamily.of(name).with(Trait.PARALLEL_BLOCK, 1);
      case "gemma3n_text" ->
          ModelFamily.of(name)
              .with(Trait.LAYER_EMBEDDING, 16)
              .with(Trait.STREAM_GATHERS, 3)
              .with(Trait.MULTIMODAL, random.nextInt(2));
      case "gemma4_text" ->
          random.nextBoolean()
              ? ModelFamily.of(name).with(Trait.LAYER_EMBEDDING, 16)
              : ModelFamily.of(name);
      case "nemotron_h" ->
          new ModelFamily(
              name, letters("mda", layers), Map.of(Trait.STATE_NORM, random.nextInt(2)), List.of());
      case "qwen3_next" ->
          new ModelFamily(name, dense == layers ? letters("MA", layers) : "", Map.of(), List.of());
      default -> ModelFamily.of(name);
    };
  }

  private String letters(String of, int layers) {
    StringBuilder letters = new StringBuilder();
    for (int layer = 0; layer < layers; layer++) {
      letters.append(of.charAt(random.nextInt(of.length())));
    }
    return letters.toString();
  }

  /** In a line, for people. */
  static String words(Deployment of) {
    ModelShape model = of.model();
    return "%s %s %s %s%s L%d h%d v%d heads%d/%d e%d s%d dense%d tp%d pp%d dp%d %s"
        .formatted(
            of.engine().label(),
            of.options().engineVersion(),
            model.family().architecture(),
            model.family().layers(),
            model.family().traits(),
            model.layers(),
            model.hidden(),
            model.vocabulary(),
            model.attention().heads(),
            model.attention().kvHeads(),
            model.feedForward().experts(),
            model.feedForward().sharedExperts(),
            model.feedForward().denseLayers(),
            of.layout().tensor(),
            of.layout().pipeline(),
            of.layout().data(),
            of.options());
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
