package dev.ringside.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.hardware.Gpu;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All-reduces of T tokens of h bfloat16 elements: what carries them. */
class RouterTest {

  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;

  /** The limits in tokens on H100: fused, custom, symmetric memory, NCCL. */
  @ParameterizedTest
  @CsvSource({
    "3072, 2, 10922, 1365, 10922, 10922",
    "3072, 4, 341, 1365, 5461, 5461",
    "3072, 8, 85, 42, 10922, 10922",
    "4096, 2, 8192, 1024, 8192, 8192",
    "4096, 4, 256, 1024, 4096, 4096",
    "4096, 8, 64, 32, 8192, 8192",
    "5120, 2, 6553, 819, 6553, 6553",
    "5120, 4, 204, 819, 3276, 3276",
    "5120, 8, 51, 25, 6553, 6553",
    "7168, 2, 4681, 585, 4681, 4681",
    "7168, 4, 146, 585, 2340, 2340",
    "7168, 8, 36, 18, 4681, 4681",
    "8192, 2, 4096, 512, 4096, 4096",
    "8192, 4, 128, 512, 2048, 2048",
    "8192, 8, 32, 16, 4096, 4096"
  })
  void limitsOnH100(
      int hidden, int ranks, long fused, long custom, long symmetric, long ncclAbove) {
    Router plain = vllm("", Gpu.H100);
    Router unfused = vllm("0.28.0", Gpu.H100, EngineFlag.DISABLE_FUSION);

    assertThat(carrier(plain, hidden, 1, ranks)).isEqualTo(Transport.FLASHINFER);
    assertThat(carrier(plain, hidden, fused, ranks)).isEqualTo(Transport.FLASHINFER);
    assertThat(carrier(plain, hidden, fused + 1, ranks)).isNotEqualTo(Transport.FLASHINFER);

    assertThat(carrier(unfused, hidden, custom - 1, ranks)).isEqualTo(Transport.CUSTOM_AR);
    assertThat(carrier(unfused, hidden, custom + 1, ranks)).isEqualTo(Transport.SYMM_MEM);
    assertThat(carrier(unfused, hidden, symmetric, ranks)).isEqualTo(Transport.SYMM_MEM);

    for (Router router : new Router[] {plain, unfused}) {
      assertThat(carrier(router, hidden, ncclAbove, ranks)).isNotEqualTo(Transport.NCCL);
      assertThat(carrier(router, hidden, ncclAbove + 1, ranks)).isEqualTo(Transport.NCCL);
    }
  }

  /** Below the limit to the byte; a limit that is met is exceeded. */
  @ParameterizedTest
  @CsvSource({
    "H100, 2, 8192", "H100, 4, 8192", "H100, 6, 512", "H100, 8, 256",
    "B200, 2, 2048", "B200, 4, 2048", "B200, 6, 1024", "B200, 8, 1024",
    "B300, 2, 4096", "B300, 4, 4096", "B300, 6, 8192", "B300, 8, 4096"
  })
  void customKernelsEndBelowTheirLimit(Gpu gpu, int ranks, long kib) {
    Router router = vllm("0.28.0", gpu, EngineFlag.DISABLE_FUSION);
    assertThat(bytes(router, kib * KIB - 16, ranks)).isEqualTo(Transport.CUSTOM_AR);
    assertThat(bytes(router, kib * KIB, ranks)).isEqualTo(Transport.SYMM_MEM);
    assertThat(bytes(router, 8, ranks))
        .as("not a multiple of 16")
        .isNotEqualTo(Transport.CUSTOM_AR);
  }

  @ParameterizedTest
  @CsvSource({
    "H100, 2, 64", "H100, 4, 32", "H100, 6, 64", "H100, 8, 64",
    "B200, 2, 8", "B200, 4, 32", "B200, 6, 128", "B200, 8, 128",
    "B300, 2, 4", "B300, 4, 32", "B300, 6, 64", "B300, 8, 64"
  })
  void symmetricMemoryEndsAtItsLimit(Gpu gpu, int ranks, long mib) {
    Router router = vllm("0.28.0", gpu, EngineFlag.DISABLE_FUSION);
    assertThat(bytes(router, mib * MIB, ranks)).isEqualTo(Transport.SYMM_MEM);
    assertThat(bytes(router, mib * MIB + 16, ranks)).isEqualTo(Transport.NCCL);
  }

  @ParameterizedTest
  @CsvSource({
    "H100, 2, 65536", "H100, 4, 2048", "H100, 8, 512",
    "B200, 2, 65536", "B200, 4, 32768", "B200, 8, 1024",
    "B300, 2, 65536", "B300, 4, 65536", "B300, 8, 2048"
  })
  void fusionEndsAtItsLimit(Gpu gpu, int ranks, long kib) {
    Router router = vllm("0.28.0", gpu);
    assertThat(bytes(router, kib * KIB, ranks)).isEqualTo(Transport.FLASHINFER);
    assertThat(bytes(router, kib * KIB + 16, ranks)).isNotEqualTo(Transport.FLASHINFER);
  }

  /** Fusion by default since 0.17, symmetric memory since 0.11; before, NCCL from 8 MiB on. */
  @ParameterizedTest
  @CsvSource({
    "0.8.5, 8, 1024, CUSTOM_AR",
    "0.10.2, 8, 8191, CUSTOM_AR",
    "0.10.2, 8, 8192, NCCL",
    "0.10.2, 2, 65536, NCCL",
    "0.11.0, 8, 128, CUSTOM_AR",
    "0.11.0, 8, 256, SYMM_MEM",
    "0.16.0, 8, 256, SYMM_MEM",
    "0.17.0, 8, 256, FLASHINFER",
    "main, 8, 256, FLASHINFER"
  })
  void versionsDiffer(String version, int ranks, long kib, Transport expected) {
    assertThat(bytes(vllm(version, Gpu.H100), kib * KIB, ranks)).isEqualTo(expected);
  }

  /** The paper's node: direct links, so no multicast, and below 8 MiB the custom kernel. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 6, 8})
  void withoutMulticastNcclStartsAtEightMebibytes(int ranks) {
    Router router = vllm("0.28.0", Gpu.CARDINAL_H100, EngineFlag.DISABLE_FUSION);
    assertThat(bytes(router, 8 * MIB - 16, ranks)).isEqualTo(Transport.CUSTOM_AR);
    assertThat(bytes(router, 8 * MIB, ranks)).isEqualTo(Transport.NCCL);
  }

  @ParameterizedTest
  @CsvSource({"2, CUSTOM_AR", "4, NCCL", "8, NCCL"})
  void withoutNvlinkOnlyAPairTakesTheCustomKernel(int ranks, Transport expected) {
    assertThat(bytes(vllm("", Gpu.L40S), 8 * KIB, ranks)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7, 12, 16})
  void oddGroupsAreNccls(int ranks) {
    assertThat(bytes(vllm("", Gpu.H100), 8 * KIB, ranks)).isEqualTo(Transport.NCCL);
  }

  @Test
  void symmetricMemoryCarriesBfloatOnlyYetLimitsTheCustomKernel() {
    Router router = vllm("0.28.0", Gpu.H100, EngineFlag.DISABLE_FUSION);
    assertThat(
            router
                .tensorCall(Collective.ALL_REDUCE, DataType.HALF, 128 * KIB, 1, 8, Reach.NODE)
                .transport())
        .isEqualTo(Transport.CUSTOM_AR);
    assertThat(
            router
                .tensorCall(Collective.ALL_REDUCE, DataType.HALF, MIB, 1, 8, Reach.NODE)
                .transport())
        .isEqualTo(Transport.NCCL);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1024, CUSTOM_AR",
    "4, 16, NCCL_SYMMETRIC",
    "4, 256, CUSTOM_AR",
    "4, 512, NCCL_SYMMETRIC",
    "8, 16, NCCL_SYMMETRIC",
    "8, 64, CUSTOM_AR",
    "8, 128, NCCL_SYMMETRIC",
    "16, 64, NCCL_SYMMETRIC"
  })
  void ncclOnSymmetricMemoryWhereItIsFaster(int ranks, long kib, Transport expected) {
    Router router = vllm("0.28.0", Gpu.H100, EngineFlag.NCCL_SYMM_MEM, EngineFlag.DISABLE_FUSION);
    assertThat(bytes(router, kib * KIB, ranks)).isEqualTo(expected);
  }

  /** What the paper ran: nothing but NCCL. */
  @Test
  void thePapersFlagsLeaveAllToNccl() {
    for (Gpu gpu : Gpu.values()) {
      Router router = router(Engine.VLLM_V0, "0.8.5", gpu, EngineFlag.DISABLE_CUSTOM_ALL_REDUCE);
      for (int ranks : new int[] {2, 4}) {
        for (long bytes = 16; bytes <= 64 * MIB; bytes *= 2) {
          assertThat(bytes(router, bytes, ranks)).isEqualTo(Transport.NCCL);
        }
      }
    }
  }

  @Test
  void switchedOffOneAfterTheOther() {
    assertThat(
            bytes(
                vllm("0.28.0", Gpu.H100, EngineFlag.DISABLE_FUSION, EngineFlag.DISABLE_SYMM_MEM),
                MIB,
                8))
        .isEqualTo(Transport.CUSTOM_AR);
    assertThat(
            bytes(
                vllm(
                    "",
                    Gpu.H100,
                    EngineFlag.DISABLE_FUSION,
                    EngineFlag.DISABLE_SYMM_MEM,
                    EngineFlag.DISABLE_CUSTOM_ALL_REDUCE),
                MIB,
                8))
        .isEqualTo(Transport.NCCL);
    assertThat(bytes(vllm("0.28.0", Gpu.H100, EngineFlag.ENFORCE_EAGER), 128 * KIB, 8))
        .isEqualTo(Transport.CUSTOM_AR);
  }

  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"VLLM", "SGLANG"})
  void batchInvarianceIsNccl(Engine engine) {
    Router router = router(engine, "0.32.0", Gpu.H100, EngineFlag.BATCH_INVARIANT);
    assertThat(bytes(router, 8 * KIB, 8)).isEqualTo(Transport.NCCL);
  }

  @ParameterizedTest
  @CsvSource({"8, CUSTOM_AR", "16384, CUSTOM_AR", "16385, NCCL"})
  void sglangTakesItsOwnKernelUpToSixteenMebibytes(long kib, Transport expected) {
    assertThat(bytes(router(Engine.SGLANG, "", Gpu.H100), kib * KIB, 8)).isEqualTo(expected);
    assertThat(
            bytes(
                router(Engine.SGLANG, "", Gpu.H100, EngineFlag.DISABLE_CUSTOM_ALL_REDUCE),
                kib * KIB,
                8))
        .isEqualTo(Transport.NCCL);
  }

  @ParameterizedTest
  @CsvSource({"H100, SYMM_MEM", "A100, NCCL", "CARDINAL_H100, NCCL"})
  void sglangGathersLogitsByMulticast(Gpu gpu, Transport expected) {
    Route route =
        router(Engine.SGLANG, "", gpu)
            .tensorCall(Collective.ALL_GATHER, DataType.BFLOAT16, 256_512, 1, 2, Reach.NODE);
    assertThat(route.transport()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2047, TRTLLM",
    "2, 2048, NCCL",
    "4, 1023, TRTLLM",
    "4, 1024, NCCL",
    "8, 1023, TRTLLM",
    "8, 1024, NCCL",
    "16, 1, NCCL_SYMMETRIC"
  })
  void tensorRtLooksTokensUp(int ranks, long tokens, Transport expected) {
    assertThat(carrier(router(Engine.TRTLLM, "", Gpu.H100), 4096, tokens, ranks))
        .isEqualTo(expected);
  }

  @Test
  void transformersHasNothingElse() {
    assertThat(bytes(router(Engine.TRANSFORMERS, "", Gpu.H100), 8 * KIB, 4))
        .isEqualTo(Transport.NCCL);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void acrossNodesAndForOtherCollectivesItIsNccl(Engine engine) {
    Router router = router(engine, "", Gpu.H100);
    assertThat(
            router
                .tensorCall(Collective.ALL_REDUCE, DataType.BFLOAT16, 8192, 1, 8, Reach.CLUSTER)
                .transport())
        .isEqualTo(Transport.NCCL);
    assertThat(
            router
                .tensorCall(Collective.REDUCE_SCATTER, DataType.BFLOAT16, 8192, 1, 8, Reach.NODE)
                .transport())
        .isEqualTo(Transport.NCCL);
    Route pair = router.processGroupCall();
    assertThat(pair.transport()).isEqualTo(Transport.NCCL);
    assertThat(pair.isVisibleToNccl()).isTrue();
    assertThat(pair.source()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void withoutAGpuNothingIsSaid(Engine engine) {
    Router router = new Router(engine, EngineVersion.LATEST, Optional.empty(), Set.of());
    assertThat(bytes(router, 8 * KIB, 2)).isEqualTo(Transport.UNKNOWN);
    assertThat(router.processGroupCall().transport()).isEqualTo(Transport.UNKNOWN);
    assertThat(router.processGroupCall().isVisibleToNccl()).isFalse();
  }

  private static Router vllm(String version, Gpu gpu, String... flags) {
    return router(Engine.VLLM, version, gpu, flags);
  }

  private static Router router(Engine engine, String version, Gpu gpu, String... flags) {
    return new Router(engine, EngineVersion.parse(version), Optional.of(gpu), Set.of(flags));
  }

  private static Transport carrier(Router router, int hidden, long tokens, int ranks) {
    return route(router, tokens * hidden * 2, tokens, ranks);
  }

  private static Transport bytes(Router router, long bytes, int ranks) {
    return route(router, bytes, Math.max(1, bytes / 8192), ranks);
  }

  private static Transport route(Router router, long bytes, long tokens, int ranks) {
    return router
        .tensorCall(Collective.ALL_REDUCE, DataType.BFLOAT16, bytes, tokens, ranks, Reach.NODE)
        .transport();
  }
}
