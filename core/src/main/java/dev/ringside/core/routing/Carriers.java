package dev.ringside.core.routing;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.hardware.Gpu;
import java.util.EnumSet;
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

  private final Deployment deployment;
  private final RoutingFlags flags;
  private final Optional<Gpu> gpu;

  public Carriers(Deployment deployment) {
    this.deployment = deployment;
    this.flags = RoutingFlags.of(deployment.options().flags());
    this.gpu = Gpu.ofLabel(deployment.options().gpu());
  }

  /**
   * True if there is one answer, false if it lists what is possible.
   *
   * @param messageBytes −1 if not known
   */
  public boolean isSure(long messageBytes) {
    return gpu.isPresent() && messageBytes >= 0;
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
    int tensor = deployment.layout().tensor();
    int perNode = deployment.options().gpusPerNode();
    Reach reach = perNode > 0 && tensor > perNode ? Reach.CLUSTER : Reach.NODE;
    EngineVersion version = EngineVersion.parse(deployment.options().engineVersion());
    return new Router(deployment.engine(), version, gpu, flags)
        .tensorCall(Collective.ALL_REDUCE, dataType, messageBytes, tokens, tensor, reach);
  }

  private Set<Transport> possible() {
    Engine engine = deployment.engine();
    Set<Transport> possible = EnumSet.noneOf(Transport.class);
    if (flags.batchInvariant() || engine == Engine.TRANSFORMERS) {
      return possible;
    }
    if (engine == Engine.TRTLLM) {
      possible.add(Transport.TRTLLM);
      return possible;
    }
    if (flags.customAllReduce()) {
      possible.add(Transport.CUSTOM_AR);
    }
    if (engine == Engine.VLLM && flags.symmetricMemory()) {
      possible.add(Transport.SYMM_MEM);
    }
    if (engine == Engine.VLLM && flags.fusedNorm()) {
      possible.add(Transport.FLASHINFER);
    }
    return possible;
  }
}
