package dev.ringside.ingest.naming;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a GPU kernel's name says about the communication in it: the library, the collective as far
 * as the name goes, and whether the kernel computes too.
 *
 * <p>Nothing more is read from a name: algorithm, protocol and data type in it are those of the
 * specialisation that was compiled, not of the call.
 *
 * <p>Sources: NCCL {@code src/device/generate.py}; vLLM, SGLang, FlashInfer, TensorRT-LLM, DeepEP
 * and torch symmetric-memory kernels as named in public traces.
 */
public record KernelFamily(Transport transport, Collective collective, boolean fusedCompute) {

  private record Rule(Pattern pattern, Function<Matcher, Optional<KernelFamily>> meaning) {}

  /** First match wins: a DeepEP kernel may name NVSHMEM in its template arguments. */
  private static final List<Rule> RULES =
      List.of(
          control("notify_dispatch|cached_notify|get_dispatch_layout"),
          named("nccl(?:Dev)?Kernel_(?<op>[A-Za-z]+)", Transport.NCCL),
          named("ncclSymk?DevKernel_(?<op>[A-Za-z]+)", Transport.NCCL_SYMMETRIC),
          fixed("mscclKernel_", Transport.MSCCL, Collective.UNKNOWN),
          fixed("mscclpp", Transport.MSCCL, Collective.ALL_REDUCE),
          fixed("cross_device_reduce_[12]stage", Transport.CUSTOM_AR, Collective.ALL_REDUCE),
          fixed("all_reduce_one_shot_push_kernel", Transport.CUSTOM_AR, Collective.ALL_REDUCE),
          fixed("quick_reduce|allreduce_prototype", Transport.QUICK_REDUCE, Collective.ALL_REDUCE),
          named(
              "(?:one_shot|two_shot|multimem(?:_one_shot)?)"
                  + "_(?<op>all_reduce|all_gather|reduce_scatter)_kernel",
              Transport.SYMM_MEM),
          fused("allreduce_fusion_kernel", Transport.FLASHINFER),
          fused("(?:one|two)ShotAllReduceKernel", Transport.TRTLLM),
          fixed(
              "moeAllToAllKernel|moeA2A(?:Prepare)?(?:Dispatch|Combine)Kernel|helixAllToAllKernel",
              Transport.TRTLLM,
              Collective.ALL_TO_ALL),
          fixed(
              "(?:dpsk::ep|deep_ep)::.*?(?:dispatch|combine)",
              Transport.DEEPEP,
              Collective.ALL_TO_ALL),
          fixed("pplx::AllToAll", Transport.PPLX, Collective.ALL_TO_ALL),
          fixed("nvshmem", Transport.NVSHMEM, Collective.UNKNOWN));

  /**
   * Empty if the kernel does not communicate, or only prepares communication (DeepEP's notify
   * kernels).
   */
  public static Optional<KernelFamily> of(String kernelName) {
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern.matcher(kernelName);
      if (matcher.find()) {
        return rule.meaning.apply(matcher);
      }
    }
    return Optional.empty();
  }

  private static Rule control(String regex) {
    return new Rule(Pattern.compile(regex), matcher -> Optional.empty());
  }

  private static Rule fixed(String regex, Transport transport, Collective collective) {
    Optional<KernelFamily> family = Optional.of(new KernelFamily(transport, collective, false));
    return new Rule(Pattern.compile(regex), matcher -> family);
  }

  private static Rule fused(String regex, Transport transport) {
    Optional<KernelFamily> family =
        Optional.of(new KernelFamily(transport, Collective.ALL_REDUCE, true));
    return new Rule(Pattern.compile(regex), matcher -> family);
  }

  private static Rule named(String regex, Transport transport) {
    return new Rule(
        Pattern.compile(regex),
        matcher ->
            Optional.of(new KernelFamily(transport, collectiveNamed(matcher.group("op")), false)));
  }

  /**
   * {@code SendRecv} is {@link Collective#UNKNOWN}: one such kernel carries sends, receives, or a
   * whole all-to-all, gather or scatter. So is {@code Generic}.
   */
  private static Collective collectiveNamed(String op) {
    return TorchCollectives.of(op.equals("AllGatherV") ? "AllGather" : op);
  }
}
