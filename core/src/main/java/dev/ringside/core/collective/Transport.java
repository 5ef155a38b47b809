package dev.ringside.core.collective;

/**
 * The library or kernel family that carried a call. A hook in NCCL sees only {@link #NCCL}; a
 * Kineto trace identifies most of them by kernel name.
 *
 * <p>Source: vLLM {@code cuda_communicator.py:all_reduce}, SGLang {@code parallel_state.py}, kernel
 * names as in public traces.
 */
public enum Transport {
  UNKNOWN,
  NCCL,
  NCCL_SYMMETRIC,
  RCCL,
  GLOO,
  CUSTOM_AR,
  QUICK_REDUCE,
  SYMM_MEM,
  FLASHINFER,
  MSCCL,
  TRTLLM,
  DEEPEP,
  PPLX,
  NVSHMEM,
  COPY_ENGINE,
  MORI
}
