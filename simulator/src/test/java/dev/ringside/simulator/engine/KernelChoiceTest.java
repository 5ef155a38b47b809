package dev.ringside.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.routing.EngineVersion;
import dev.ringside.core.routing.Router;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each engine's dispatcher as played here against core's routing rules, over a grid. */
class KernelChoiceTest {

  private static final List<String> FLAGS =
      List.of(
          EngineFlag.DISABLE_CUSTOM_ALL_REDUCE,
          EngineFlag.DISABLE_SYMM_MEM,
          EngineFlag.DISABLE_FUSION,
          EngineFlag.DISABLE_FLASHINFER_ALL_REDUCE,
          EngineFlag.BATCH_INVARIANT,
          EngineFlag.NCCL_SYMM_MEM,
          EngineFlag.ENFORCE_EAGER);
  private static final List<Gpu> NVIDIA =
      Arrays.stream(Gpu.values()).filter(gpu -> !gpu.isRocm()).toList();
  private static final ModelShape MODEL = Models.LLAMA_8B;
  private static final List<String> VERSIONS =
      List.of("", "0.10.2", "0.11.0", "0.15.0", "0.17.1", "0.28.0", "0.29.0", "0.32.0");

  /** None, each, and any two. */
  private static List<Set<String>> flagSets() {
    Set<Set<String>> sets = new LinkedHashSet<>();
    sets.add(Set.of());
    for (String one : FLAGS) {
      FLAGS.forEach(other -> sets.add(new TreeSet<>(Arrays.asList(one, other))));
    }
    return List.copyOf(sets);
  }

  /** Around every power of two, where limits are, and a size no kernel can align. */
  private static List<Long> sizes() {
    List<Long> sizes = new ArrayList<>();
    for (int power = 10; power <= 28; power++) {
      for (long off : new long[] {-16, 0, 2}) {
        sizes.add((1L << power) + off);
      }
    }
    return sizes;
  }

  private static Deployment deployment(Engine engine, String version, Gpu gpu, Set<String> flags) {
    Serving serving = Serving.of(MODEL, engine).on(2, 1, 1).version(version).gpu(gpu.label(), 8);
    flags.forEach(serving::flag);
    return serving.deployment();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void allReducesTakeTheSameWay(Engine engine) {
    Set<String> disagreements = new TreeSet<>();
    for (String version : engine == Engine.VLLM ? VERSIONS : List.of("")) {
      for (Gpu gpu : NVIDIA) {
        for (Set<String> flags : flagSets()) {
          KernelChoice played = new KernelChoice(deployment(engine, version, gpu, flags));
          Router router = new Router(engine, EngineVersion.parse(version), Optional.of(gpu), flags);
          compare(played, router, engine + " " + version + " " + gpu + flags, disagreements);
        }
      }
    }
    assertThat(disagreements).isEmpty();
  }

  private static void compare(
      KernelChoice played, Router router, String where, Set<String> disagreements) {
    for (DataType type : List.of(DataType.BFLOAT16, DataType.HALF)) {
      for (int ranks : new int[] {2, 3, 4, 6, 8, 16}) {
        for (long bytes : sizes()) {
          long tokens = Math.max(1, bytes / type.bytes() / MODEL.hidden());
          Transport here = played.of(Collective.ALL_REDUCE, type, bytes, tokens, ranks);
          Transport there =
              router
                  .tensorCall(Collective.ALL_REDUCE, type, bytes, tokens, ranks, Reach.NODE)
                  .transport();
          if (here != there && disagreements.size() < 40) {
            disagreements.add(
                "%s %s %d ranks %d bytes: played %s, core %s"
                    .formatted(where, type, ranks, bytes, here, there));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void logitsTakeTheSameWay(Engine engine) {
    for (Gpu gpu : NVIDIA) {
      for (DataType type : List.of(DataType.BFLOAT16, DataType.FLOAT)) {
        Router router = new Router(engine, EngineVersion.LATEST, Optional.of(gpu), Set.of());
        assertThat(new KernelChoice(deployment(engine, "", gpu, Set.of())).ofLogits(type))
            .isEqualTo(
                router
                    .tensorCall(Collective.ALL_GATHER, type, 1 << 20, 64, 2, Reach.NODE)
                    .transport());
      }
    }
  }
}
