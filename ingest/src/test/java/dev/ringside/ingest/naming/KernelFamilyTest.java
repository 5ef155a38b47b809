package dev.ringside.ingest.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelFamilyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ncclKernel_AllReduce_RING_LL_Sum_float(ncclDevComm*, unsigned long) | NCCL | ALL_REDUCE",
        "ncclDevKernel_AllReduce_Sum_bf16_RING_LL(ncclDevComm*) | NCCL | ALL_REDUCE",
        "ncclDevKernel_ReduceScatter_Sum_f32_RING_LL(x) | NCCL | REDUCE_SCATTER",
        "ncclDevKernel_Reduce_Sum_f32_RING_LL(x) | NCCL | REDUCE",
        "ncclDevKernel_Broadcast_RING_LL(ncclDevKernelArgsStorage<4096ul>) | NCCL | BROADCAST",
        "ncclDevKernel_AllGather_RING_LL(ncclDevKernelArgsStorage<4096ul>) | NCCL | ALL_GATHER",
        "ncclDevKernel_SendRecv(ncclDevKernelArgsStorage<4096ul>) | NCCL | UNKNOWN",
        "ncclDevKernel_Generic_2(ncclDevKernelArgsStorage<4096ul>) | NCCL | UNKNOWN",
        "ncclSymkDevKernel_AllReduce_RSxLD_AGxST_sum_bf16(x) | NCCL_SYMMETRIC | ALL_REDUCE",
        "ncclSymDevKernel_AllGather_LL(x) | NCCL_SYMMETRIC | ALL_GATHER",
        "mscclKernel_Sum_half_Simple_false(x) | MSCCL | UNKNOWN",
        "void mscclpp::allreduce7<half>(x) | MSCCL | ALL_REDUCE",
        "void vllm::cross_device_reduce_1stage<__nv_bfloat16, 2>(x) | CUSTOM_AR | ALL_REDUCE",
        "void aiter::cross_device_reduce_2stage_naive<__half, 8>(x) | CUSTOM_AR | ALL_REDUCE",
        "all_reduce_one_shot_push_kernel<bf16> | CUSTOM_AR | ALL_REDUCE",
        "quickreduce::allreduce_prototype_twoshot<x> | QUICK_REDUCE | ALL_REDUCE",
        "one_shot_all_reduce_kernel_inplace<x> | SYMM_MEM | ALL_REDUCE",
        "two_shot_all_reduce_kernel<x> | SYMM_MEM | ALL_REDUCE",
        "multimem_all_reduce_kernel<bf16> | SYMM_MEM | ALL_REDUCE",
        "multimem_one_shot_all_reduce_kernel<bf16> | SYMM_MEM | ALL_REDUCE",
        "pplx::AllToAll::dispatch<x> | PPLX | ALL_TO_ALL",
        "void moeA2ADispatchKernel<x>(y) | TRTLLM | ALL_TO_ALL",
        "void deep_ep::internode_ll::dispatch<true, nvshmem>(x) | DEEPEP | ALL_TO_ALL",
        "void dpsk::ep::intranode::combine<bf16>(x) | DEEPEP | ALL_TO_ALL",
        "void deep_ep::hybrid_ep::combine_impl<x> | DEEPEP | ALL_TO_ALL",
        "nvshmemi_transfer_put<x> | NVSHMEM | UNKNOWN",
        "void sglang::all_reduce_two_shot_pull_kernel<__nv_bfloat16, 8, true>(int) | CUSTOM_AR |"
            + " ALL_REDUCE",
        "void aiter::reduce_scatter_cross_device_store<x>(y) | CUSTOM_AR | ALL_REDUCE",
        "void vllm::cross_device_all_gather<x>(y) | CUSTOM_AR | ALL_GATHER",
        "void vllm::cross_device_reduce_scatter<x>(y) | CUSTOM_AR | REDUCE_SCATTER",
        "void vllm::mnnvl_multimem_reduce_scatter_kernel<x>(y) | CUSTOM_AR | REDUCE_SCATTER",
        "void flashinfer::trtllm_mnnvl_allreduce::twoshotAllreduceKernel<x>(y) | FLASHINFER |"
            + " ALL_REDUCE",
        "multimem_all_gather_kernel<16>(char*) | SYMM_MEM | ALL_GATHER",
        "void mori::moe::EpDispatchIntraNodeKernel<x>(y) | MORI | ALL_TO_ALL",
        "void mori::moe::EpCombineInterNodeKernel<x>(y) | MORI | ALL_TO_ALL"
      })
  void readsLibraryAndCollective(String kernel, Transport transport, Collective collective) {
    assertThat(KernelFamily.of(kernel)).contains(new KernelFamily(transport, collective, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allreduce_fusion_kernel_oneshot_lamport<x> | FLASHINFER",
        "void flashinfer::trtllm_mnnvl_allreduce::oneshotAllreduceFusionKernel<x>(y) | FLASHINFER",
        "moefinalize_allreduce_fusion_kernel_oneshot_lamport<x> | FLASHINFER",
        "void tensorrt_llm::kernels::oneShotAllReduceKernel<x>(y) | TRTLLM"
      })
  void knowsWhereComputationIsFusedIn(String kernel, Transport transport) {
    assertThat(KernelFamily.of(kernel))
        .contains(new KernelFamily(transport, Collective.ALL_REDUCE, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "void deep_ep::intranode::notify_dispatch<8>(x)",
        "void deep_ep::intranode::cached_notify_combine<8>(x)",
        "void deep_ep::internode_ll::clean_low_latency_buffer<256>(int*)",
        "void flashinfer::trtllm_mnnvl_allreduce::rmsNormLamport<x>(y)",
        "void vllm::mnnvl_multimem_barrier_kernel(x)",
        "void splitKreduce_kernel<32, 16, int, float, __nv_bfloat16>(int)",
        "void vllm::reshape_and_cache_flash_kernel<__nv_bfloat16>(int)",
        "void at::native::vectorized_gather_kernel<16, long>(char*)",
        "void at::native::_scatter_gather_elementwise_kernel<128, 8>(int)",
        "deep_ep::layout::get_dispatch_layout<256>(x)",
        "void at::native::reduce_kernel<512, 1>(x)",
        "sm90_xmma_gemm_bf16",
        ""
      })
  void leavesPreparationAndComputationOut(String kernel) {
    assertThat(KernelFamily.of(kernel)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "void new_lib::fancyAllReduceKernel<bf16>(int)",
        "reduce_scatter_v9",
        "void x::allToAllDispatch(int)",
        "rocshmem_put"
      })
  void whatOnlyLooksLikeCommunicationIsToldApart(String kernel) {
    assertThat(KernelFamily.of(kernel)).contains(KernelFamily.LOOKALIKE);
    assertThat(KernelFamily.LOOKALIKE.isLookalike()).isTrue();
  }
}
