package dev.ringside.core.routing;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.hardware.Gpu;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What may carry a deployment's tensor all-reduces past NCCL, where its hooks see nothing of them.
 * With a GPU and a size it is the {@link Router}'s one answer; with a GPU alone its answers for all
 * sizes; without, all that the engine's switches leave.
 */
public final class Carriers {

  private static final long LEAST_BYTES = 1 << 10;
  private static final long MOST_BYTES = 1 << 28;

  /** What LMDeploy and llama.cpp use only if told to. */
  private static final Map<String, Transport> SWITCHED =
      Map.of(
          EngineFlag.FLASHINFER_ALL_REDUCE, Transport.FLASHINFER,
          EngineFlag.SYMM_MEM_ALL_REDUCE, Transport.SYMM_MEM,
          EngineFlag.NATIVE_COMMUNICATOR, Transport.CUSTOM_AR,
          EngineFlag.INTERNAL_ALL_REDUCE, Transport.CUSTOM_AR,
          EngineFlag.COPIED_ALL_REDUCE, Transport.COPY_ENGINE);

  private final Deployment deployment;
  private final Set<String> flags;
  private final Optional<Gpu> gpu;
  private final Router router;

  public Carriers(Deployment deployment) {
    this.deployment = deployment;
    this.flags = deployment.options().flags();
    this.gpu = Gpu.ofLabel(deployment.options().gpu());
    this.router = Router.of(deployment);
  }

  /**
   * True if there is one answer, false if it lists what is possible.
   *
   * @param messageBytes −1 if not known
   */
  public boolean isSure(long messageBytes) {
    return gpu.isPresent() && messageBytes >= 0;
  }

  /** False if the engine's switches leave all-reduces to NCCL alone. */
  public boolean mayBeOther() {
    return !possible().isEmpty();
  }

  /**
   * In the order of {@link Transport}; empty if NCCL itself must carry them.
   *
   * @param messageBytes of one all-reduce; −1 if not known
   * @param tokens T̂; −1 if not known
   */
  public Set<Transport> ofAllReduce(DataType dataType, long messageBytes, long tokens) {
    if (gpu.isEmpty()) {
      return possible();
    }
    Set<Transport> carriers = EnumSet.noneOf(Transport.class);
    long from = messageBytes < 0 ? LEAST_BYTES : messageBytes;
    long to = messageBytes < 0 ? MOST_BYTES : messageBytes;
    for (long bytes = from; bytes <= to; bytes = Math.max(bytes * 2, bytes + 1)) {
      Route route = route(dataType, bytes, Math.max(1, tokens));
      if (!route.isVisibleToNccl()) {
        carriers.add(route.transport());
      }
    }
    return carriers;
  }

  private Route route(DataType dataType, long messageBytes, long tokens) {
    return route(true, dataType, messageBytes, tokens);
  }

  /**
   * Present if the engine's release is newer than what was read: {@code unverified beyond 0.33}.
   */
  public Optional<String> unverified() {
    return router.unverified();
  }

  /** True if the engine measures, for some calls, which library is the fastest. */
  public boolean areTuned() {
    return router.tunes();
  }

  /**
   * Who carries an all-reduce of the tensor group; empty if the GPU is not known.
   *
   * @param normed true if a norm follows it at once: not the embedding's
   * @param messageBytes known
   * @param tokens T̂, known
   */
  public Optional<Route> planned(
      boolean normed, DataType dataType, long messageBytes, long tokens) {
    return gpu.map(on -> route(normed, dataType, messageBytes, tokens));
  }

  private Route route(boolean normed, DataType dataType, long messageBytes, long tokens) {
    int tensor = deployment.layout().tensor();
    int stated = deployment.options().gpusPerNode();
    int perNode = stated > 0 ? stated : gpu.orElseThrow().gpusPerNode();
    int nodes = (tensor + perNode - 1) / perNode;
    return router.tensorCall(
        new RouteCall(
            Collective.ALL_REDUCE,
            normed,
            dataType,
            messageBytes,
            tokens,
            tensor,
            nodes,
            nodes == 1 || gpu.orElseThrow().linksNodes(tensor)));
  }

  private boolean mayBeFlashInfer() {
    boolean fused =
        !flags.contains(EngineFlag.DISABLE_FUSION) && !flags.contains(EngineFlag.ENFORCE_EAGER);
    EngineVersion release = EngineVersion.parse(deployment.options().engineVersion());
    return fused
        || (release.isAtLeast(0, 29) && !flags.contains(EngineFlag.DISABLE_FLASHINFER_ALL_REDUCE));
  }

  private Set<Transport> possible() {
    Engine engine = deployment.engine();
    Set<Transport> possible = EnumSet.noneOf(Transport.class);
    if (flags.contains(EngineFlag.BATCH_INVARIANT) || engine == Engine.TRANSFORMERS) {
      return possible;
    }
    if (engine == Engine.TRTLLM) {
      possible.add(Transport.TRTLLM);
      return possible;
    }
    if (engine == Engine.LMDEPLOY || engine == Engine.TURBOMIND || engine == Engine.LLAMA_CPP) {
      SWITCHED.forEach(
          (flag, carrier) -> {
            if (flags.contains(flag)) {
              possible.add(carrier);
            }
          });
      return possible;
    }
    if (!flags.contains(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE)) {
      possible.add(Transport.CUSTOM_AR);
    }
    if (engine == Engine.VLLM && !flags.contains(EngineFlag.DISABLE_SYMM_MEM)) {
      possible.add(Transport.SYMM_MEM);
    }
    if (engine == Engine.VLLM && mayBeFlashInfer()) {
      possible.add(Transport.FLASHINFER);
    }
    return possible;
  }
}
