package dev.ringside.cli.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether the engine lets NCCL carry its all-reduces. What other kernels carry, a hook in NCCL does
 * not see.
 *
 * <p>Sources: vLLM {@code cuda_communicator.py:all_reduce}, SGLang {@code parallel_state.py}.
 */
final class RouteChecks {

  private static final String NAME = "routes";

  private RouteChecks() {}

  static List<Diagnosis> of(Node.Running engine) {
    List<Diagnosis> found = new ArrayList<>();
    String command = engine.command().replace('_', '-');
    boolean vllm = command.contains("vllm");
    if (!command.contains("--disable-custom-all-reduce")) {
      found.add(
          note(
              engine,
              "custom all-reduce is on: it carries small all-reduces within a node, and NCCL's"
                  + " Inspector does not see them; a profiler's trace does, and"
                  + " --disable-custom-all-reduce makes them visible at some cost"));
    }
    if (vllm && !"0".equals(engine.environment().get("VLLM_ALLREDUCE_USE_SYMM_MEM"))) {
      found.add(
          note(
              engine,
              "symmetric memory may carry all-reduces (VLLM_ALLREDUCE_USE_SYMM_MEM is not 0): the"
                  + " Inspector does not see them"));
    }
    boolean ncclSymmetric =
        "1".equals(engine.environment().get("VLLM_USE_NCCL_SYMM_MEM"))
            || command.contains("--enable-symm-mem");
    if (ncclSymmetric) {
      found.add(
          note(
              engine,
              "NCCL's symmetric kernels are on: the Inspector reports them from NCCL 2.31 on"));
    }
    if (!command.contains("--enforce-eager") && !command.contains("--disable-cuda-graph")) {
      found.add(
          note(
              engine,
              "CUDA graphs are on: their calls repeat one sequence number, and calls are told apart"
                  + " by their order only"));
    }
    return found;
  }

  private static Diagnosis note(Node.Running engine, String text) {
    return Diagnosis.note(NAME, "pid %d: %s".formatted(engine.pid(), text));
  }
}
