package dev.ringside.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of routes against tables written down from the engines' code apart from it: carriers by
 * size, at each limit and one byte beside it; and that no row goes without.
 */
class RouteTableTest {

  private static final long HIDDEN = 8192;

  /**
   * engine release gpu ranks nodes switches call: carriers, smallest sizes first, each with the
   * size to which it goes, {@code <} if it ends below.
   */
  private static final String BANDS =
"""
# vLLM 0.33, table 2.1: plain calls, with what is off below it
vllm 0.33.0 h100 2 1 - ar: FLASHINFER<=64M NCCL
vllm 0.33.0 h100 4 1 - ar: FLASHINFER<=2M CUSTOM_AR<8M SYMM_MEM<=32M NCCL
vllm 0.33.0 h100 8 1 - ar: FLASHINFER<=512K SYMM_MEM<=64M NCCL
vllm 0.33.0 h100 6 1 - ar: CUSTOM_AR<512K SYMM_MEM<=64M NCCL
vllm 0.33.0 b200 2 1 - ar: FLASHINFER<=64M NCCL
vllm 0.33.0 b200 4 1 - ar: FLASHINFER<=32M NCCL
vllm 0.33.0 b200 6 1 - ar: CUSTOM_AR<1M SYMM_MEM<=128M NCCL
vllm 0.33.0 b200 8 1 - ar: FLASHINFER<=128M NCCL
vllm 0.33.0 b300 2 1 - ar: FLASHINFER<=64M NCCL
vllm 0.33.0 b300 4 1 - ar: FLASHINFER<=80M NCCL
vllm 0.33.0 b300 6 1 - ar: CUSTOM_AR<8M SYMM_MEM<=32M NCCL
vllm 0.33.0 b300 8 1 - ar: FLASHINFER<=128M NCCL
vllm 0.33.0 gb200 8 2 - ar: FLASHINFER<=128M NCCL
vllm 0.33.0 gb200 16 4 - ar: FLASHINFER<=64M NCCL
vllm 0.33.0 gb300 4 1 - ar: FLASHINFER<=80M NCCL
vllm 0.33.0 gb300 4 2 - ar: FLASHINFER<=64M NCCL
vllm 0.33.0 gb300 8 2 - ar: FLASHINFER<=128M NCCL
vllm 0.33.0 gb300 8 4 - ar: FLASHINFER<=4M NCCL
vllm 0.33.0 gb300 16 4 - ar: FLASHINFER<=8M NCCL
vllm 0.33.0 gb300 16 4 - ar-norm: FLASHINFER<=64M NCCL
vllm 0.33.0 r200 2 1 - ar: FLASHINFER<=64M NCCL
vllm 0.33.0 r200 4 1 - ar: FLASHINFER<=64M NCCL
vllm 0.33.0 r200 8 2 - ar: FLASHINFER<=2M NCCL
vllm 0.33.0 r200 8 1 - ar: FLASHINFER<=2M CUSTOM_AR<4M SYMM_MEM<=64M NCCL
vllm 0.33.0 h100 8 1 disable-flashinfer-all-reduce ar-norm: FLASHINFER<=512K SYMM_MEM<=64M NCCL
vllm 0.33.0 h100 4 1 disable-flashinfer-all-reduce ar-norm: FLASHINFER<=2M CUSTOM_AR<8M SYMM_MEM<=32M NCCL
vllm 0.33.0 b200 8 1 disable-flashinfer-all-reduce ar-norm: FLASHINFER<=1M SYMM_MEM<=128M NCCL
vllm 0.33.0 b300 8 1 disable-flashinfer-all-reduce ar-norm: FLASHINFER<=4M SYMM_MEM<=64M NCCL
vllm 0.33.0 h100 2 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<8M SYMM_MEM<=64M NCCL
vllm 0.33.0 h100 8 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<256K SYMM_MEM<=64M NCCL
vllm 0.33.0 b200 2 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<2M SYMM_MEM<=8M NCCL
vllm 0.33.0 b200 4 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<2M SYMM_MEM<=32M NCCL
vllm 0.33.0 b200 8 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<1M SYMM_MEM<=128M NCCL
vllm 0.33.0 b300 2 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<4M SYMM_MEM<=4M NCCL
vllm 0.33.0 b300 4 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<4M SYMM_MEM<=32M NCCL
vllm 0.33.0 b300 8 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<4M SYMM_MEM<=64M NCCL
vllm 0.33.0 r200 2 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<4M SYMM_MEM<=4M NCCL
vllm 0.33.0 r200 4 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<4M SYMM_MEM<=32M NCCL
vllm 0.33.0 r200 8 1 disable-flashinfer-all-reduce ar: CUSTOM_AR<4M SYMM_MEM<=64M NCCL
vllm 0.33.0 gb200 2 2 disable-flashinfer-all-reduce ar: CUSTOM_AR<2M NCCL
vllm 0.33.0 gb200 4 2 disable-flashinfer-all-reduce ar: NCCL
vllm 0.33.0 a100 4 1 - ar: CUSTOM_AR<8M NCCL
vllm 0.33.0 rtx-pro-6000 2 1 - ar: CUSTOM_AR<8M NCCL
vllm 0.33.0 rtx-pro-6000 4 1 - ar: NCCL
vllm 0.33.0 l40s 8 1 - ar: NCCL
vllm 0.33.0 gb10 2 2 - ar: NCCL
vllm 0.33.0 h100 16 2 - ar: NCCL
vllm 0.33.0 mi300x 8 1 - ar: CUSTOM_AR<8M RCCL
vllm 0.33.0 mi355x 16 2 - ar: RCCL
vllm 0.33.0 mi355x 8 1 - ag-logits: RCCL
vllm 0.33.0 h100 8 1 - ag-logits: NCCL
vllm 0.33.0 h100 8 1 disable-symm-mem,disable-flashinfer-all-reduce ar: CUSTOM_AR<8M NCCL
vllm 0.33.0 h100 8 1 batch-invariant ar-norm: CUSTOM_AR
vllm 0.33.0 h100 8 1 batch-invariant,disable-custom-all-reduce ar: NCCL
vllm 0.32.0 h100 8 1 batch-invariant ar: NCCL
vllm 0.33.0 h100 4 1 nccl-symm-mem ar: FLASHINFER<=2M NCCL_SYMMETRIC
vllm 0.33.0 h100 4 1 nccl-symm-mem,disable-flashinfer-all-reduce ar: NCCL_SYMMETRIC<=16K CUSTOM_AR<512K NCCL_SYMMETRIC
vllm 0.33.0 h100 8 1 nccl-symm-mem,disable-flashinfer-all-reduce ar: NCCL_SYMMETRIC<=16K CUSTOM_AR<128K NCCL_SYMMETRIC
vllm 0.33.0 h100 6 1 nccl-symm-mem ar: CUSTOM_AR<512K SYMM_MEM<=64M NCCL
vllm 0.33.0 gb300 16 4 nccl-symm-mem ar: FLASHINFER<=8M NCCL_SYMMETRIC
# before: 0.32 limits
vllm 0.32.0 b200 8 1 - ar: FLASHINFER<=1M SYMM_MEM<=128M NCCL
vllm 0.32.0 b300 8 1 - ar: FLASHINFER<=64M NCCL
vllm 0.32.0 b300 4 1 - ar: FLASHINFER<=80M NCCL
vllm 0.32.0 gb300 16 4 - ar: FLASHINFER<=8M NCCL
vllm 0.32.0 b300 6 1 - ar: CUSTOM_AR<8M SYMM_MEM<=64M NCCL
# 0.29: FlashInfer takes plain calls too; NCCL on symmetric memory still goes before it
vllm 0.29.0 b300 4 1 - ar: FLASHINFER<=64M NCCL
vllm 0.29.0 h100 8 1 - ar: FLASHINFER<=512K SYMM_MEM<=64M NCCL
vllm 0.29.0 h100 4 1 nccl-symm-mem ar: NCCL_SYMMETRIC<=16K FLASHINFER<512K NCCL_SYMMETRIC
vllm 0.29.0 h100 8 1 nccl-symm-mem ar: NCCL_SYMMETRIC<=16K FLASHINFER<128K NCCL_SYMMETRIC
vllm 0.29.0 gb200 16 4 nccl-symm-mem ar: NCCL_SYMMETRIC
# 0.28: only calls that a norm follows
vllm 0.28.0 h100 8 1 - ar: CUSTOM_AR<256K SYMM_MEM<=64M NCCL
vllm 0.28.0 h100 8 1 - ar-norm: FLASHINFER<=512K SYMM_MEM<=64M NCCL
vllm 0.28.0 gb200 16 4 - ar-norm: FLASHINFER<=64M NCCL
vllm 0.28.0 h100 8 1 enforce-eager ar-norm: CUSTOM_AR<256K SYMM_MEM<=64M NCCL
vllm 0.27.0 gb200 16 4 - ar-norm: NCCL
vllm 0.27.0 b300 8 1 - ar-norm: FLASHINFER<=2M CUSTOM_AR<4M SYMM_MEM<=64M NCCL
vllm 0.22.0 h100 8 1 - ar-norm: FLASHINFER<=512K SYMM_MEM<=64M NCCL
vllm 0.21.0 h100 8 1 - ar-norm: FLASHINFER<=512K SYMM_MEM<=64M NCCL
vllm 0.17.0 h100 8 1 - ar-norm: FLASHINFER<=512K SYMM_MEM<=64M NCCL
vllm 0.16.0 h100 8 1 - ar-norm: CUSTOM_AR<256K SYMM_MEM<=64M NCCL
vllm 0.15.0 h100 8 1 nccl-symm-mem ar: CUSTOM_AR<256K SYMM_MEM<1M NCCL_SYMMETRIC
vllm 0.15.0 h100 4 1 nccl-symm-mem ar: CUSTOM_AR<2M NCCL_SYMMETRIC
vllm 0.15.0 h100 16 1 nccl-symm-mem ar: NCCL_SYMMETRIC
vllm 0.10.2 h100 8 1 - ar-norm: CUSTOM_AR<8M NCCL
vllm-v0 0.8.5 h100 4 1 - ar: CUSTOM_AR<8M NCCL
vllm-v0 0.8.5 h100 8 2 - ar: NCCL
vllm-v0 0.8.5 h100 4 1 - ag-logits: NCCL
# SGLang 0.5.23
sglang 0.5.23 h100 8 1 - ar: CUSTOM_AR<=16M NCCL
sglang 0.5.23 h100 5 1 - ar: CUSTOM_AR<=16M NCCL
sglang 0.5.23 h100 16 2 - ar: NCCL
sglang 0.5.23 b200 8 1 - ar: CUSTOM_AR<=16M NCCL
sglang 0.5.23 gb200 16 4 - ar: CUSTOM_AR<=16M NCCL
sglang 0.5.23 gb200 12 3 - ar: NCCL
sglang 0.5.23 gb300 12 3 - ar: CUSTOM_AR<=16M NCCL
sglang 0.5.23 r200 16 4 - ar: CUSTOM_AR<=16M NCCL
sglang 0.5.23 a100 8 1 - ar: CUSTOM_AR<=16M NCCL
sglang 0.5.23 l40s 2 1 - ar: NCCL
sglang 0.5.23 h100 8 1 batch-invariant ar: NCCL
sglang 0.5.23 h100 8 1 - ag-logits: SYMM_MEM
sglang 0.5.23 a100 8 1 - ag-logits: NCCL
sglang 0.5.23 mi300x 8 1 - ar: CUSTOM_AR<8M RCCL
sglang 0.5.18 h100 5 1 - ar: NCCL
sglang 0.5.18 h100 8 1 - ar: CUSTOM_AR<=16M NCCL
sglang 0.5.18 gb200 8 2 - ar: NCCL
sglang 0.5.23 h100 8 1 - rs: NCCL
transformers 5.23 h100 4 1 - ar: NCCL
lmdeploy 0.18 h100 8 2 - ar-norm: NCCL
lmdeploy 0.18 h100 8 1 - ar-norm: NCCL
lmdeploy 0.18 h100 8 1 - ag-logits: NCCL
lmdeploy 0.18 h100 8 1 flashinfer-all-reduce ar-norm: NCCL
lmdeploy 0.18 mi300x 8 1 - ar: RCCL
turbomind 0.18 h100 4 1 - ar: NCCL
turbomind 0.18 h100 4 1 native-communicator ar: CUSTOM_AR
turbomind 0.18 h100 4 1 native-communicator ag-logits: CUSTOM_AR
turbomind 0.18 h100 16 2 native-communicator ar: NCCL
llama-cpp b11402 h100 4 1 - ar: NCCL
llama-cpp b11402 mi300x 4 1 - ar: RCCL
llama-cpp b11402 h100 2 1 internal-all-reduce ar: CUSTOM_AR
llama-cpp b11402 h100 4 1 internal-all-reduce ar: COPY_ENGINE
llama-cpp b11402 h100 2 1 copied-all-reduce ar: COPY_ENGINE
trtllm 1.2 h100 16 2 - ar: NCCL
trtllm 1.2 h100 3 1 - ar: NCCL_SYMMETRIC
trtllm 1.2 h100 2 1 - ar: TRTLLM<32M NCCL
trtllm 1.2 h100 8 1 - ar: TRTLLM<16M NCCL
trtllm 1.2 h100 3 1 disable-all-reduce-autotune ar: NCCL_SYMMETRIC
trtllm 1.2 h100 2 1 disable-all-reduce-autotune ar: TRTLLM<32M NCCL
trtllm 1.2 h100 8 1 disable-all-reduce-autotune ar: TRTLLM<16M NCCL
trtllm 1.1 h100 8 1 - ar: TRTLLM<16M NCCL
trtllm 1.2 h100 8 1 - ag-logits: NCCL
""";

  private static final Set<RouteRow> USED = new HashSet<>();

  static Stream<String> bands() {
    return BANDS.lines().filter(line -> !line.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource("bands")
  void carriersChangeAtTheirLimits(String line) {
    check(line);
  }

  private static void check(String line) {
    String[] sides = line.split(": ", 2);
    String[] of = sides[0].split(" ", -1);
    Router router =
        new Router(
            Engine.ofLabel(of[0]).orElseThrow(),
            EngineVersion.parse(of[1]),
            Gpu.ofLabel(of[2]),
            of[5].equals("-") ? Set.of() : Set.of(of[5].split(",", -1)));
    RouteCall call = call(Gpu.ofLabel(of[2]).orElseThrow(), of);
    List<String> carriers = Arrays.asList(sides[1].split(" ", -1));
    long from = 16;
    for (int i = 0; i < carriers.size(); i++) {
      String[] band = carriers.get(i).split("<=?", 2);
      Transport carrier = Transport.valueOf(band[0]);
      assertCarries(router, call, from, carrier);
      if (band.length == 1) {
        assertCarries(router, call, 1L << 40, carrier);
        continue;
      }
      long limit = SizeTable.bytes(band[1]);
      Transport next = Transport.valueOf(carriers.get(i + 1).split("<=?", 2)[0]);
      boolean including = carriers.get(i).contains("<=");
      assertCarries(router, call, including ? limit : limit - 16, carrier);
      assertCarries(router, call, including ? limit + 16 : limit, next);
      if (including && next != Transport.CUSTOM_AR) {
        assertCarries(router, call, limit + 1, next);
      }
      if (including && carrier != Transport.CUSTOM_AR) {
        assertCarries(router, call, limit - 1, carrier);
      }
      if (!including && carrier == Transport.CUSTOM_AR && next != Transport.NCCL_SYMMETRIC) {
        assertCarries(router, call, limit - 1, next);
      }
      from = including ? limit + 16 : limit;
    }
  }

  private static RouteCall call(Gpu gpu, String... of) {
    int ranks = Integer.parseInt(of[3]);
    int nodes = Integer.parseInt(of[4]);
    return new RouteCall(
        switch (of[6]) {
          case "ag-logits" -> Collective.ALL_GATHER;
          case "rs" -> Collective.REDUCE_SCATTER;
          default -> Collective.ALL_REDUCE;
        },
        of[6].equals("ar-norm"),
        DataType.BFLOAT16,
        0,
        0,
        ranks,
        nodes,
        nodes == 1 || gpu.linksNodes(ranks));
  }

  private static void assertCarries(Router router, RouteCall call, long bytes, Transport carrier) {
    RouteCall sized = call.of(bytes, Math.max(1, bytes / HIDDEN / 2));
    assertThat(router.tensorCall(sized).transport()).as("%d bytes", bytes).isEqualTo(carrier);
    router.row(sized).ifPresent(USED::add);
  }

  /** Families whose fusion is on by itself: all all-reduces of up to 2048 tokens. */
  @ParameterizedTest
  @CsvSource({
    "GptOssForCausalLM, h100, 2048, FLASHINFER",
    "GptOssForCausalLM, h100, 2049, NCCL",
    "Qwen3MoeForCausalLM, b200, 2048, FLASHINFER",
    "qwen3_moe, b200, 2049, NCCL",
    "Qwen3ForCausalLM, h100, 1024, CUSTOM_AR",
    "LlamaForCausalLM, b200, 1025, NCCL",
    "GptOssForCausalLM, a100, 1024, CUSTOM_AR"
  })
  void sglangFusesForSomeFamilies(String family, String gpu, long tokens, Transport expected) {
    checkSglang(family, gpu, tokens, expected);
  }

  private static void checkSglang(String family, String gpu, long tokens, Transport expected) {
    Deployment deployment =
        Serving.of(Models.LLAMA_8B.of(ModelFamily.of(family)), Engine.SGLANG)
            .on(8, 1, 1)
            .version("0.5.23")
            .gpu(gpu, 8)
            .deployment();
    RouteCall call =
        new RouteCall(
            Collective.ALL_REDUCE,
            true,
            DataType.BFLOAT16,
            tokens * HIDDEN * 2,
            tokens,
            8,
            1,
            true);
    Router router = Router.of(deployment);
    assertThat(router.tensorCall(call).transport()).isEqualTo(expected);
    router.row(call).ifPresent(USED::add);
  }

  /** LMDeploy's own switches are for two families, and for calls up to a size. */
  @ParameterizedTest
  @CsvSource({
    "DeepseekV32ForCausalLM, flashinfer-all-reduce, 8, 32, FLASHINFER",
    "DeepseekV32ForCausalLM, flashinfer-all-reduce, 8, 33, NCCL",
    "glm_moe_dsa, flashinfer-all-reduce, 2, 2048, FLASHINFER",
    "glm_moe_dsa, flashinfer-all-reduce, 2, 2049, NCCL",
    "LlamaForCausalLM, flashinfer-all-reduce, 8, 1, NCCL",
    "DeepseekV32ForCausalLM, symm-mem-all-reduce, 4, 2048, SYMM_MEM",
    "DeepseekV32ForCausalLM, symm-mem-all-reduce, 4, 2049, NCCL"
  })
  void lmdeployFusesForTwoFamilies(
      String family, String flag, int ranks, long tokens, Transport expected) {
    checkLmdeploy(family, flag, ranks, tokens, expected);
  }

  private static void checkLmdeploy(
      String family, String flag, int ranks, long tokens, Transport expected) {
    Deployment deployment =
        Serving.of(Models.LLAMA_8B.of(ModelFamily.of(family)), Engine.LMDEPLOY)
            .on(ranks, 1, 1)
            .version("0.18.0")
            .gpu("h100", 8)
            .flag(flag)
            .deployment();
    RouteCall call =
        new RouteCall(
            Collective.ALL_REDUCE,
            true,
            DataType.BFLOAT16,
            tokens * HIDDEN * 2,
            tokens,
            ranks,
            1,
            true);
    Router router = Router.of(deployment);
    assertThat(router.tensorCall(call).transport()).isEqualTo(expected);
    router.row(call).ifPresent(USED::add);
  }

  /** Off for several replicas or stages, on again, and off for stages, as releases went. */
  @ParameterizedTest
  @CsvSource({
    "0.20.0, 1, 1, true", "0.20.0, 2, 1, false", "0.20.0, 1, 2, false",
    "0.21.0, 2, 2, true", "0.22.0, 2, 1, false", "0.23.0, 1, 2, true",
    "0.24.0, 2, 2, true", "0.33.0, 2, 2, true"
  })
  void fusionDependsOnTheLayoutBefore24(String version, int stages, int replicas, boolean fused) {
    checkFusion(version, stages, replicas, fused);
  }

  private static void checkFusion(String version, int stages, int replicas, boolean fused) {
    Deployment deployment =
        Serving.of(Models.LLAMA_8B, Engine.VLLM)
            .on(2, stages, replicas)
            .version(version)
            .gpu("h100", 8)
            .deployment();
    RouteCall call =
        new RouteCall(Collective.ALL_REDUCE, true, DataType.BFLOAT16, 8192, 1, 2, 1, true);
    Router router = Router.of(deployment);
    assertThat(router.tensorCall(call).transport())
        .isEqualTo(fused ? Transport.FLASHINFER : Transport.CUSTOM_AR);
    router.row(call).ifPresent(USED::add);
  }

  @Test
  void noRowGoesWithoutATest() {
    bands().forEach(RouteTableTest::check);
    checkSglang("GptOssForCausalLM", "h100", 2048, Transport.FLASHINFER);
    checkSglang("Qwen3MoeForCausalLM", "b200", 2048, Transport.FLASHINFER);
    checkFusion("0.24.0", 2, 2, true);
    checkLmdeploy("glm_moe_dsa", "flashinfer-all-reduce", 8, 1, Transport.FLASHINFER);
    checkLmdeploy("glm_moe_dsa", "symm-mem-all-reduce", 8, 1, Transport.SYMM_MEM);
    List<RouteRow> unused =
        RouteTable.bundled().rows().stream().filter(row -> !USED.contains(row)).toList();
    assertThat(unused).isEmpty();
  }

  static Stream<RouteRow> rows() {
    return RouteTable.bundled().rows().stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowHasARangeAndASource(RouteRow row) {
    assertThat(Engine.ofLabel(row.engine())).isPresent();
    assertThat(row.source()).isNotBlank().doesNotEndWith(".");
    assertThat(row.words()).isNotBlank();
    row.until()
        .ifPresent(
            until ->
                assertThat(row.from().map(from -> from.compareTo(until) < 0).orElse(true))
                    .isTrue());
    assertThat(RouteTable.bundled().unverified(row.engine(), EngineVersion.parse("99999.0")))
        .as("the newest release that was read")
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "vllm, 0.33.0, ''",
    "vllm, 0.33.1, ''",
    "vllm, '', ''",
    "vllm, 0.34.0, unverified beyond 0.33",
    "vllm, 1.0, unverified beyond 0.33",
    "sglang, 0.5.23, ''",
    "sglang, 0.5.24, unverified beyond 0.5.23"
  })
  void newerReleasesAreNotVerified(String engine, String version, String words) {
    Router router =
        new Router(
            Engine.ofLabel(engine).orElseThrow(),
            EngineVersion.parse(version),
            Gpu.ofLabel("h100"),
            Set.of());
    Route route =
        router.tensorCall(
            new RouteCall(Collective.ALL_REDUCE, true, DataType.BFLOAT16, 8192, 1, 2, 1, true));

    assertThat(router.unverified().orElse("")).isEqualTo(words);
    assertThat(route.confidence() == Confidence.UNVERIFIED).isEqualTo(!words.isEmpty());
    assertThat(route.rule()).contains(words);
  }

  @Test
  void aRouteSaysItsLimitAndItsSource() {
    Route route =
        new Router(Engine.VLLM, EngineVersion.parse("0.33.0"), Gpu.ofLabel("h100"), Set.of())
            .tensorCall(
                new RouteCall(Collective.ALL_REDUCE, true, DataType.BFLOAT16, 8192, 1, 8, 1, true));

    assertThat(route.rule()).isEqualTo("all-reduce fused with RMSNorm up to 512 KiB");
    assertThat(route.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(route.source()).contains("allreduce_rms_fusion.py");
  }

  /**
   * Half floats are not for torch's symmetric memory, and only whole 16 bytes for custom kernels.
   */
  @Test
  void typesDecideToo() {
    Router router =
        new Router(Engine.VLLM, EngineVersion.parse("0.33.0"), Gpu.ofLabel("h100"), Set.of());
    RouteCall half =
        new RouteCall(Collective.ALL_REDUCE, true, DataType.HALF, 1 << 20, 64, 8, 1, true);

    assertThat(router.tensorCall(half).transport()).isEqualTo(Transport.NCCL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vllm\t-\t-\t-\t-\t-\tar\t-\t-\tNCCL\twords\tmeasured",
        "vllm\t-\t-\t-\ttwo\t-\tar\t-\t-\tNCCL\twords\tmeasured\tx.py",
        "vllm\t-\t-\t-\t-\tfar\tar\t-\t-\tNCCL\twords\tmeasured\tx.py",
        "vllm\t-\t-\t-\t-\t-\tall\t-\t-\tNCCL\twords\tmeasured\tx.py",
        "vllm\t-\t-\t-\t-\t-\tar\t-\tbytes=8M\tNCCL\twords\tmeasured\tx.py",
        "vllm\t-\t-\t-\t-\t-\tar\t-\tbytes<@none\tNCCL\twords\tmeasured\tx.py",
        "@sizes = sm90/8",
        "@sizes = sm90/8:1M sm90/8:2M",
        "@sizes"
      })
  void aBadLineIsNamed(String line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("# one\n" + line + "\n"))
        .withMessageStartingWith("r.tsv: line 2: ");
  }

  private static void read(String text) throws IOException {
    RouteTable.read(new StringReader(text), "r.tsv");
  }
}
