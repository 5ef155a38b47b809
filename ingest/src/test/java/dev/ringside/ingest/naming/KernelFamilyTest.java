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
        "nvshmemi_transfer_put<x> | NVSHMEM | UNKNOWN"
      })
  void readsLibraryAndCollective(String kernel, Transport transport, Collective collective) {
    assertThat(KernelFamily.of(kernel)).contains(new KernelFamily(transport, collective, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allreduce_fusion_kernel_oneshot_lamport<x> | FLASHINFER",
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
        "deep_ep::layout::get_dispatch_layout<256>(x)",
        "void at::native::reduce_kernel<512, 1>(x)",
        "sm90_xmma_gemm_bf16",
        ""
      })
  void leavesPreparationAndComputationOut(String kernel) {
    assertThat(KernelFamily.of(kernel)).isEmpty();
  }
}
