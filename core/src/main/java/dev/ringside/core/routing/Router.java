package dev.ringside.core.routing;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.routing.RouteRow.Switches;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which transport carries a collective of S bytes on t ranks, for one engine on one GPU: the first
 * row of {@code routes.tsv} that fits.
 *
 * <p>vLLM tries, in this order: fused all-reduce and norm, FlashInfer's plain kernel, NCCL on
 * symmetric memory (if switched on), custom all-reduce, torch symmetric memory, NCCL; each has its
 * own range of sizes and of releases. Only TP all-reduces have a choice. NCCL carries the
 * all-gather of logits (except in SGLang), the pipeline's sends, and all groups that span nodes
 * without an NVLink domain of their own.
 */
public final class Router {

  private final Engine engine;
  private final Optional<Gpu> gpu;
  private final Switches switches;
  private final List<RouteRow> rows;
  private final Optional<String> unverified;

  /** Of one stage and one replica of a model of which the family is not known. */
  public Router(Engine engine, EngineVersion version, Optional<Gpu> gpu, Set<String> flags) {
    this(engine, version, gpu, new Switches(flags, 1, 1, Set.of()));
  }

  private Router(Engine engine, EngineVersion version, Optional<Gpu> gpu, Switches switches) {
    this.engine = engine;
    this.gpu = gpu;
    this.switches = switches;
    this.rows =
        RouteTable.bundled().of(engine.label(), version).stream()
            .filter(row -> gpu.map(on -> row.mayFit(on, switches)).orElse(false))
            .toList();
    this.unverified = RouteTable.bundled().unverified(engine.label(), version);
  }

  public static Router of(Deployment deployment) {
    return new Router(
        deployment.engine(),
        EngineVersion.parse(deployment.options().engineVersion()),
        Gpu.ofLabel(deployment.options().gpu()),
        new Switches(
            deployment.options().flags(),
            deployment.layout().pipeline(),
            deployment.layout().data(),
            RouteTable.bundled().groupsOf(deployment.model().family().architecture())));
  }

  /**
   * Present if the engine's release is newer than what was read: {@code unverified beyond 0.33}.
   */
  public Optional<String> unverified() {
    return unverified;
  }

  /** True if the engine measures, for some calls, which library is the fastest. */
  boolean tunes() {
    return rows.stream().anyMatch(RouteRow::tuned);
  }

  /**
   * An all-reduce that a norm follows, or another collective, on one node or on two that are not
   * linked.
   *
   * @param collective what is called on the tensor group
   * @param messageBytes nccl-tests size
   * @param tokens T̂, for rules that count tokens
   */
  public Route tensorCall(
      Collective collective,
      DataType dataType,
      long messageBytes,
      long tokens,
      int ranks,
      Reach reach) {
    int nodes = reach == Reach.CLUSTER ? 2 : 1;
    return tensorCall(
        new RouteCall(collective, true, dataType, messageBytes, tokens, ranks, nodes, nodes == 1));
  }

  public Route tensorCall(RouteCall call) {
    return gpu.map(on -> route(call, on)).orElseGet(Router::unknown);
  }

  private Route route(RouteCall call, Gpu on) {
    return row(call).map(row -> row.route(call, on, unverified)).orElseGet(Router::unknown);
  }

  /** The row of the table that decides. */
  Optional<RouteRow> row(RouteCall call) {
    return gpu.flatMap(on -> rows.stream().filter(row -> row.fits(call, on, switches)).findFirst());
  }

  /** Calls of pipeline, data and expert groups through the process group. */
  public Route processGroupCall() {
    return gpu.map(
            on ->
                new Route(
                    on.isRocm() ? Transport.RCCL : Transport.NCCL,
                    "process-group call",
                    Confidence.MEASURED,
                    dispatcher()))
        .orElseGet(Router::unknown);
  }

  private static Route unknown() {
    return new Route(Transport.UNKNOWN, "no GPU given", Confidence.ESTIMATE, "give --gpu to know");
  }

  /** The source file in which the engine chooses a transport. */
  private String dispatcher() {
    return switch (engine) {
      case VLLM_V0, VLLM -> "vLLM cuda_communicator.py:all_reduce, parallel_state.py";
      case SGLANG -> "SGLang v0.5.18 parallel_state.py";
      case TRTLLM -> "TensorRT-LLM ops.py:AllReduce, communicator.py:PPCommNCCL";
      case LMDEPLOY -> "LMDeploy tensor parallelism on torch.distributed";
      case TURBOMIND -> "TurboMind comm/nccl/nccl.cu";
      case LLAMA_CPP -> "llama.cpp ggml-cuda.cu:ggml_backend_cuda_comm_init";
      case TRANSFORMERS -> "transformers tensor parallelism on torch.distributed";
    };
  }
}
